package dev.understudy.serialization;

import java.lang.reflect.Array;

/// An array of a primitive type other than `byte`: a list of numbers or booleans, so that its elements may be
/// widened.
final class PrimitiveArraySerializer extends WireSerializer<Object> {

    private final Class<?> elementType;
    private final WireSerializer<?> element;

    PrimitiveArraySerializer(Class<?> elementType, WireSerializer<?> element) {
        this.elementType = elementType;
        this.element = element;
    }

    @Override
    void write(WireKryo kryo, ValueOutput out, Object value) {
        out.writeListHeader(Array.getLength(value));
        switch (value) {
            case int[] ints -> {
                for (int each : ints) {
                    out.writeWhole(each);
                }
            }
            case long[] longs -> {
                for (long each : longs) {
                    out.writeWhole(each);
                }
            }
            case double[] doubles -> {
                for (double each : doubles) {
                    out.writeFloat64(each);
                }
            }
            case float[] floats -> {
                for (float each : floats) {
                    out.writeFloat32(each);
                }
            }
            case boolean[] truths -> {
                for (boolean each : truths) {
                    out.writeTruth(each);
                }
            }
            case short[] shorts -> {
                for (short each : shorts) {
                    out.writeWhole(each);
                }
            }
            case char[] chars -> {
                for (char each : chars) {
                    out.writeWhole(each);
                }
            }
            default -> throw new IllegalStateException("bug: " + value.getClass() + " is no primitive array");
        }
    }

    @Override
    Object read(WireKryo kryo, ValueInput in) {
        int count = in.readListCount();
        Object array = Array.newInstance(elementType, count);
        switch (array) {
            case int[] ints
            when element instanceof WholeSerializer<?> whole -> {
                for (int i = 0; i < count; i++) {
                    ints[i] = (int) whole.readLong(in);
                }
            }
            case long[] longs
            when element instanceof WholeSerializer<?> whole -> {
                for (int i = 0; i < count; i++) {
                    longs[i] = whole.readLong(in);
                }
            }
            case double[] doubles
            when element instanceof FractionSerializer<?> fraction -> {
                for (int i = 0; i < count; i++) {
                    doubles[i] = fraction.readDouble(in);
                }
            }
            default -> {
                for (int i = 0; i < count; i++) {
                    Array.set(array, i, element.take(kryo, in));
                }
            }
        }
        return array;
    }

    @Override
    Object absentValue() {
        return Array.newInstance(elementType, 0);
    }

    @Override
    String wireType() {
        return "array<" + element.wireType() + '>';
    }
}
