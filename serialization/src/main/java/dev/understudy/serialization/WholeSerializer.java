package dev.understudy.serialization;

import java.util.function.LongFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// Whole numbers of every width, and `char`. All have one form on the wire, so a component may be widened, and
/// narrowed as long as the values fit.
final class WholeSerializer<T> extends WireSerializer<T> {

    private final String name;
    private final long min;
    private final long max;
    private final ToLongFunction<T> unbox;
    private final LongFunction<T> box;
    private final boolean primitive;

    private WholeSerializer(
            String name, long min, long max, ToLongFunction<T> unbox, LongFunction<T> box, boolean primitive) {
        this.name = name;
        this.min = min;
        this.max = max;
        this.unbox = unbox;
        this.box = box;
        this.primitive = primitive;
    }

    static WholeSerializer<Byte> ofByte() {
        return new WholeSerializer<>("byte", Byte.MIN_VALUE, Byte.MAX_VALUE, Byte::longValue, n -> (byte) n, false);
    }

    static WholeSerializer<Short> ofShort() {
        return new WholeSerializer<>(
                "short", Short.MIN_VALUE, Short.MAX_VALUE, Short::longValue, n -> (short) n, false);
    }

    static WholeSerializer<Integer> ofInt() {
        return new WholeSerializer<>(
                "int", Integer.MIN_VALUE, Integer.MAX_VALUE, Integer::longValue, n -> (int) n, false);
    }

    static WholeSerializer<Long> ofLong() {
        return new WholeSerializer<>("long", Long.MIN_VALUE, Long.MAX_VALUE, Long::longValue, n -> n, false);
    }

    static WholeSerializer<Character> ofChar() {
        return new WholeSerializer<>("char", Character.MIN_VALUE, Character.MAX_VALUE, c -> c, n -> (char) n, false);
    }

    /// The same for the primitive type: null is read as zero.
    WholeSerializer<T> asPrimitive() {
        return new WholeSerializer<>(name, min, max, unbox, box, true);
    }

    /// Reads without boxing.
    long readLong(ValueInput in) {
        long number = in.readWhole();
        if (number < min || number > max) {
            throw new IncompatibleMessageException("the bytes hold " + number + ", which is no " + name);
        }
        return number;
    }

    @Override
    void write(WireKryo kryo, ValueOutput out, T value) {
        out.writeWhole(unbox.applyAsLong(value));
    }

    @Override
    T read(WireKryo kryo, ValueInput in) {
        return box.apply(readLong(in));
    }

    @Override
    @Nullable
    T nullValue() {
        return primitive ? box.apply(0) : null;
    }

    @Override
    String wireType() {
        return primitive ? name : name + '?';
    }
}
