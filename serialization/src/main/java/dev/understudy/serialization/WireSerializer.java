package dev.understudy.serialization;

import com.esotericsoftware.kryo.kryo5.Kryo;
import com.esotericsoftware.kryo.kryo5.io.Input;
import com.esotericsoftware.kryo.kryo5.io.Output;
import org.jspecify.annotations.Nullable;

/// A Kryo serializer that writes one self-describing value ([ValueKind]) and knows its name in the contract.
///
/// Serializers are built once with the registry, are immutable from then on and shared by all threads.
///
/// @param <T> what it writes and reads
abstract class WireSerializer<T> extends com.esotericsoftware.kryo.kryo5.Serializer<T> {

    /// Writes one value, header and all.
    abstract void write(WireKryo kryo, ValueOutput out, T value);

    /// Reads one value that is not null.
    abstract T read(WireKryo kryo, ValueInput in);

    /// How `wire-contract.txt` calls the type.
    abstract String wireType();

    /// The version of a value that is next in the bytes; may leave the input anywhere.
    int peekVersion(ValueInput in) {
        return 1;
    }

    /// The same under a longer name in the contract, where the type has arguments.
    WireSerializer<T> describedAs(String longerWireType) {
        return this;
    }

    /// What a null on the wire is read as.
    @Nullable
    T nullValue() {
        return null;
    }

    /// What a component is when the bytes do not have it and nothing else was declared.
    @Nullable
    T absentValue() {
        return nullValue();
    }

    /// Writes a null.
    void writeNull(ValueOutput out) {
        out.writeNull();
    }

    /// Writes a value or null.
    final void put(WireKryo kryo, ValueOutput out, @Nullable T value) {
        if (value == null) {
            writeNull(out);
        } else {
            write(kryo, out, value);
        }
    }

    /// Reads a value or null.
    final @Nullable T take(WireKryo kryo, ValueInput in) {
        return in.takeNull() ? nullValue() : read(kryo, in);
    }

    /// Writes what was checked to be of the right class by whoever chose this serializer.
    @SuppressWarnings("unchecked")
    final void putAny(WireKryo kryo, ValueOutput out, @Nullable Object value) {
        put(kryo, out, (T) value);
    }

    @Override
    public final void write(Kryo kryo, Output output, T value) {
        write((WireKryo) kryo, (ValueOutput) output, value);
    }

    @Override
    public final T read(Kryo kryo, Input input, Class<? extends T> type) {
        return read((WireKryo) kryo, (ValueInput) input);
    }
}
