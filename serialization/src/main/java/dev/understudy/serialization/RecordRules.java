package dev.understudy.serialization;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What cannot be seen from a record's class: what it was called before, and what old bytes lack.
///
/// A component that comes, goes or changes to a wider number needs no rule. Rules are for names and for defaults:
///
/// ```java
/// registry.record(Withdraw.class, rules -> rules
///         .renamed("cents", "amount")            // the component amount is "cents" on the wire, as it was
///         .defaultsTo("currency", "EUR"));       // bytes from before there was a currency
/// ```
///
/// @param <R> the record
public final class RecordRules<R> {

    /// An older version's class and the way from there.
    record Older(Class<?> type, Function<Object, Object> conversion) {}

    private @Nullable String name;
    private int version = 1;
    private final List<String> formerNames = new ArrayList<>();
    private final Map<String, String> wireNames = new LinkedHashMap<>();
    private final Map<String, List<String>> otherNames = new LinkedHashMap<>();
    private final Map<String, Object> defaults = new LinkedHashMap<>();
    private final Map<Integer, Older> older = new LinkedHashMap<>();

    RecordRules() {}

    /// Gives the record its wire name, whatever protocol it belongs to.
    public RecordRules<R> named(String wireName) {
        name = WireNames.checked(wireName);
        return this;
    }

    /// The version of what is written from now on; see [Manifest] for when to raise it.
    public RecordRules<R> version(int number) {
        version = number;
        return this;
    }

    /// Names under which the record was written before; they are still read, never written. In a rolling upgrade,
    /// give the new name to reading nodes first: older ones do not know it.
    public RecordRules<R> formerly(String... wireNames) {
        for (var former : wireNames) {
            formerNames.add(WireNames.checked(former));
        }
        return this;
    }

    /// A component that was renamed in Java keeps its name on the wire, so that old and new nodes understand each
    /// other.
    ///
    /// @param wireName what the component is called on the wire, before and after
    /// @param component what it is called in Java now
    public RecordRules<R> renamed(String wireName, String component) {
        var before = wireNames.put(component, WireNames.checkedPart(wireName));
        if (before != null) {
            throw new RegistrationException("component " + component + " has two wire names: " + before + " and "
                    + wireName + "; a further one to read is alsoReads(…)");
        }
        return this;
    }

    /// Further wire names that are read as this component, never written: for a rename that was released without
    /// [#renamed], so that bytes of both names exist.
    public RecordRules<R> alsoReads(String component, String... wireNames) {
        var names = otherNames.computeIfAbsent(component, _ -> new ArrayList<>());
        for (var other : wireNames) {
            names.add(WireNames.checkedPart(other));
        }
        return this;
    }

    /// What the component is when the bytes do not have it. Without a rule that is zero, false, the empty string
    /// or collection, `Optional.empty()`, and null for everything else, boxed numbers included.
    public RecordRules<R> defaultsTo(String component, Object value) {
        defaults.put(component, value);
        return this;
    }

    /// How bytes of an older version become the record: they are read as the class it was then, and converted.
    ///
    /// @param olderVersion below [#version(int)]
    /// @param olderClass a record with the components of that version; it needs no registration
    /// @param conversion called for each value that is read
    public <O extends Record> RecordRules<R> upcast(
            int olderVersion, Class<O> olderClass, Function<? super O, ? extends R> conversion) {
        older.put(olderVersion, new Older(olderClass, value -> conversion.apply(olderClass.cast(value))));
        return this;
    }

    @Nullable
    String name() {
        return name;
    }

    int version() {
        return version;
    }

    List<String> formerNames() {
        return formerNames;
    }

    Map<String, String> wireNames() {
        return wireNames;
    }

    Map<String, List<String>> otherNames() {
        return otherNames;
    }

    Map<String, Object> defaults() {
        return defaults;
    }

    Map<Integer, Older> older() {
        return older;
    }
}
