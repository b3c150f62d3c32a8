package dev.understudy.serialization;

import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// `float` and `double`. A float is read where a double is wanted and the other way round, rounded to the nearest
/// one; what would become infinite is refused.
final class FractionSerializer<T> extends WireSerializer<T> {

    private final String name;
    private final boolean narrow;
    private final ToDoubleFunction<T> unbox;
    private final DoubleFunction<T> box;
    private final boolean primitive;

    private FractionSerializer(
            String name, boolean narrow, ToDoubleFunction<T> unbox, DoubleFunction<T> box, boolean primitive) {
        this.name = name;
        this.narrow = narrow;
        this.unbox = unbox;
        this.box = box;
        this.primitive = primitive;
    }

    static FractionSerializer<Float> ofFloat() {
        return new FractionSerializer<>("float", true, Float::doubleValue, d -> (float) d, false);
    }

    static FractionSerializer<Double> ofDouble() {
        return new FractionSerializer<>("double", false, Double::doubleValue, d -> d, false);
    }

    /// The same for the primitive type: null is read as zero.
    FractionSerializer<T> asPrimitive() {
        return new FractionSerializer<>(name, narrow, unbox, box, true);
    }

    /// Reads without boxing.
    double readDouble(ValueInput in) {
        double fraction = in.readFraction();
        if (narrow && Float.isInfinite((float) fraction) && !Double.isInfinite(fraction)) {
            throw new IncompatibleMessageException("the bytes hold " + fraction + ", which is no " + name);
        }
        return fraction;
    }

    @Override
    void write(WireKryo kryo, ValueOutput out, T value) {
        if (narrow) {
            out.writeFloat32((float) unbox.applyAsDouble(value));
        } else {
            out.writeFloat64(unbox.applyAsDouble(value));
        }
    }

    @Override
    T read(WireKryo kryo, ValueInput in) {
        return box.apply(readDouble(in));
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
