package dev.understudy.serialization;

import org.jspecify.annotations.Nullable;

/// `boolean`: one byte.
final class TruthSerializer extends WireSerializer<Boolean> {

    private final boolean primitive;

    TruthSerializer(boolean primitive) {
        this.primitive = primitive;
    }

    @Override
    void write(WireKryo kryo, ValueOutput out, Boolean value) {
        out.writeTruth(value);
    }

    @Override
    Boolean read(WireKryo kryo, ValueInput in) {
        return in.readTruth();
    }

    @Override
    @Nullable
    Boolean nullValue() {
        return primitive ? Boolean.FALSE : null;
    }

    @Override
    String wireType() {
        return primitive ? "boolean" : "boolean?";
    }
}
