package dev.understudy.remoting;

import dev.understudy.serialization.WireOutput;

/// What a frame is: its first byte. Whoever handles a kind registers it with [Remoting#handle].
///
/// @param code 1 to 255, fixed for ever: 1 to 15 refs, 16 to 63 sharding, 64 to 95 what stands on
///     refs, 96 to 127 nodes
/// @param name for logs
public record FrameKind(int code, String name) {
    public FrameKind {
        if (code < 1 || code > 255) {
            throw new IllegalArgumentException(
                    "the code of frame kind %s is %d, beyond 1 to 255".formatted(name, code));
        }
    }

    /// Starts a frame of this kind.
    public WireOutput frame() {
        return new WireOutput().writeByte(code);
    }

    @Override
    public String toString() {
        return name;
    }
}
