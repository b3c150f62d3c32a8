package dev.understudy.serialization;

import org.jspecify.annotations.Nullable;

/// What one thread needs to write or read one message: a Kryo, an output, an input.
final class Coder {

    private static final int INITIAL_BUFFER = 512;

    /// A buffer larger than this is let go after use, so that one large message does not hold its memory for ever.
    private static final int LARGEST_KEPT_BUFFER = 64 << 10;

    private final WireKryo kryo;
    private final ValueInput in = new ValueInput();
    private ValueOutput out = new ValueOutput(INITIAL_BUFFER);

    Coder(TypeIndex index, CodecLimits limits, @Nullable RefResolver refs) {
        kryo = new WireKryo(index, limits.maxDepth(), refs);
    }

    WireKryo kryo() {
        return kryo;
    }

    ValueInput in() {
        return in;
    }

    ValueOutput out() {
        return out;
    }

    /// Makes it fit for the next message.
    void reset() {
        in.forget();
        if (out.getBuffer().length > LARGEST_KEPT_BUFFER) {
            out = new ValueOutput(INITIAL_BUFFER);
        }
        out.reset();
    }
}
