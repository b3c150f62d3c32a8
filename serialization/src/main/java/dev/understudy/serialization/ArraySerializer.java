package dev.understudy.serialization;

import java.lang.reflect.Array;
import org.jspecify.annotations.Nullable;

/// An array of references: a list on the wire, an array of just the declared class on arrival.
final class ArraySerializer extends WireSerializer<@Nullable Object[]> {

    private final Class<?> elementType;
    private final WireSerializer<?> element;

    ArraySerializer(Class<?> elementType, WireSerializer<?> element) {
        this.elementType = elementType;
        this.element = element;
    }

    @Override
    void write(WireKryo kryo, ValueOutput out, @Nullable Object[] value) {
        out.writeListHeader(value.length);
        kryo.enter();
        for (Object each : value) {
            element.putAny(kryo, out, each);
        }
        kryo.leave();
    }

    @Override
    @Nullable
    Object[] read(WireKryo kryo, ValueInput in) {
        var elements = newArray(in.readListCount());
        kryo.enter();
        for (int i = 0; i < elements.length; i++) {
            elements[i] = element.take(kryo, in);
        }
        kryo.leave();
        return elements;
    }

    @Override
    @Nullable
    Object[] absentValue() {
        return newArray(0);
    }

    @Override
    String wireType() {
        return "array<" + element.wireType() + '>';
    }

    private @Nullable Object[] newArray(int length) {
        return (@Nullable Object[]) Array.newInstance(elementType, length);
    }
}
