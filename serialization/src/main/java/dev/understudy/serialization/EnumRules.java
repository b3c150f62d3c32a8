package dev.understudy.serialization;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What cannot be seen from an enum's class: what it and its constants were called before, and what to do with a
/// constant that is not known yet.
///
/// @param <E> the enum
public final class EnumRules<E extends Enum<E>> {

    private @Nullable String name;
    private final List<String> formerNames = new ArrayList<>();
    private final Map<String, String> wireNames = new HashMap<>();
    private @Nullable E unknown;

    EnumRules() {}

    /// Gives the enum its wire name.
    public EnumRules<E> named(String wireName) {
        name = WireNames.checked(wireName);
        return this;
    }

    /// Names under which the enum was written before; they are still read, never written.
    public EnumRules<E> formerly(String... wireNames) {
        for (var former : wireNames) {
            formerNames.add(WireNames.checked(former));
        }
        return this;
    }

    /// A constant that was renamed in Java keeps its name on the wire.
    ///
    /// @param wireName what the constant is called on the wire, before and after
    /// @param constant the constant as it is called now
    public EnumRules<E> renamed(String wireName, E constant) {
        wireNames.put(constant.name(), WireNames.checkedPart(wireName));
        return this;
    }

    /// What to read for a constant that only newer nodes know. Without this rule such a message is refused.
    public EnumRules<E> unknownAs(E constant) {
        unknown = constant;
        return this;
    }

    @Nullable
    String name() {
        return name;
    }

    List<String> formerNames() {
        return formerNames;
    }

    /// Wire names by the constants' Java names.
    Map<String, String> wireNames() {
        return wireNames;
    }

    @Nullable
    E unknown() {
        return unknown;
    }
}
