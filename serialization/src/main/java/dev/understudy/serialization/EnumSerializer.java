package dev.understudy.serialization;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An enum by the name of its constant, so that constants may be reordered.
///
/// A constant that this node does not know is read as the one declared with [EnumRules#unknownAs(Enum)], else
/// refused.
final class EnumSerializer extends WireSerializer<Enum<?>> {

    private final String wireName;
    private final Map<String, Enum<?>> constants = new HashMap<>();
    private final String[] names;
    private final @Nullable Enum<?> unknown;

    static EnumSerializer of(String wireName, Class<?> type, EnumRules<?> rules) {
        Object[] values = type.getEnumConstants();
        var names = new String[values.length];
        for (int i = 0; i < values.length; i++) {
            var name = ((Enum<?>) values[i]).name();
            names[i] = rules.wireNames().getOrDefault(name, name);
        }
        if (new HashSet<>(Arrays.asList(names)).size() < names.length) {
            throw new RegistrationException("two constants of " + type.getName() + " have one wire name");
        }
        return new EnumSerializer(wireName, type, names, rules.unknown());
    }

    /// @param names the wire name of each constant, by its ordinal
    private EnumSerializer(String wireName, Class<?> type, String[] names, @Nullable Enum<?> unknown) {
        this.wireName = wireName;
        this.names = names;
        this.unknown = unknown;
        Object[] values = type.getEnumConstants();
        for (int i = 0; i < values.length; i++) {
            constants.put(names[i], (Enum<?>) values[i]);
        }
    }

    /// The constants as they are called on the wire, in the order of the class.
    List<String> names() {
        return List.of(names);
    }

    @Override
    @SuppressWarnings("EnumOrdinal") // an index into an array made from this very class; it never leaves the JVM
    void write(WireKryo kryo, ValueOutput out, Enum<?> value) {
        out.writeText(names[value.ordinal()]);
    }

    @Override
    Enum<?> read(WireKryo kryo, ValueInput in) {
        var name = in.readText();
        Enum<?> constant = constants.getOrDefault(name, unknown);
        if (constant == null) {
            throw new IncompatibleMessageException(wireName + " has no constant " + name + " here, only "
                    + String.join(", ", names) + "; unknownAs(…) says what to read instead");
        }
        return constant;
    }

    @Override
    String wireType() {
        return wireName;
    }
}
