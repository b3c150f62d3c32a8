package dev.understudy.serialization;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How one component of a record is written and read.
///
/// Primitive components are written without boxing.
final class ComponentPlan {

    private enum Access {
        WHOLE,
        FRACTION,
        TRUTH,
        REFERENCE
    }

    private final String wireName;
    private final int id;
    private final List<String> otherNames;
    private final int[] otherIds;
    private final Access access;
    private final MethodHandle getter;
    private final WireSerializer<?> serializer;
    private final @Nullable Object absent;

    /// @param wireName what the component is called on the wire; its Java name unless it was renamed
    /// @param otherNames further wire names that are read as this component
    /// @param type the declared Java type
    /// @param getter takes the record, returns the component
    /// @param absent what the component is when the bytes do not have it
    ComponentPlan(
            String wireName,
            List<String> otherNames,
            Class<?> type,
            MethodHandle getter,
            WireSerializer<?> serializer,
            @Nullable Object absent) {
        this.wireName = wireName;
        this.id = WireIds.ofComponent(wireName);
        this.otherNames = otherNames;
        this.otherIds = otherNames.stream().mapToInt(WireIds::ofComponent).toArray();
        this.access = accessOf(type);
        this.serializer = serializer;
        this.absent = absent;
        Class<?> seen = switch (access) {
            case WHOLE -> long.class;
            case FRACTION -> type;
            case TRUTH -> boolean.class;
            case REFERENCE -> Object.class;
        };
        this.getter = getter.asType(MethodType.methodType(seen, Object.class));
    }

    String wireName() {
        return wireName;
    }

    int id() {
        return id;
    }

    List<String> otherNames() {
        return otherNames;
    }

    String wireType() {
        return serializer.wireType();
    }

    @Nullable
    Object absent() {
        return absent;
    }

    /// Whether an id in the bytes means this component.
    boolean answersTo(int someId) {
        if (id == someId) {
            return true;
        }
        for (int other : otherIds) {
            if (other == someId) {
                return true;
            }
        }
        return false;
    }

    void write(WireKryo kryo, ValueOutput out, Object record) throws Throwable {
        out.writeShort(id);
        switch (access) {
            case WHOLE -> out.writeWhole((long) getter.invokeExact(record));
            case FRACTION -> {
                if (getter.type().returnType() == float.class) {
                    out.writeFloat32((float) getter.invokeExact(record));
                } else {
                    out.writeFloat64((double) getter.invokeExact(record));
                }
            }
            case TRUTH -> out.writeTruth((boolean) getter.invokeExact(record));
            case REFERENCE -> serializer.putAny(kryo, out, (Object) getter.invokeExact(record));
        }
    }

    @Nullable
    Object read(WireKryo kryo, ValueInput in) {
        return serializer.take(kryo, in);
    }

    private static Access accessOf(Class<?> type) {
        if (!type.isPrimitive()) {
            return Access.REFERENCE;
        }
        if (type == boolean.class) {
            return Access.TRUTH;
        }
        return type == float.class || type == double.class ? Access.FRACTION : Access.WHOLE;
    }
}
