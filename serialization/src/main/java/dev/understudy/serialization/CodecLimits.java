package dev.understudy.serialization;

/// What a [MessageCodec] refuses, in both directions.
///
/// @param maxBytes the largest encoded message in bytes
/// @param maxDepth how deep values may nest; each level costs some 200 bytes of the thread's stack
public record CodecLimits(int maxBytes, int maxDepth) {

    /// 4 MiB: far above what a message should be, far below what would stall the frames behind it.
    public static final int DEFAULT_MAX_BYTES = 4 << 20;

    /// Deep enough for trees that people make, shallow enough for the stack of any thread.
    public static final int DEFAULT_MAX_DEPTH = 256;

    /// Above this the stack of a thread could end before the limit does.
    public static final int HIGHEST_MAX_DEPTH = 1024;

    /// The limits that hold unless others are given.
    public static final CodecLimits DEFAULTS = new CodecLimits(DEFAULT_MAX_BYTES, DEFAULT_MAX_DEPTH);

    public CodecLimits {
        if (maxBytes < 1) {
            throw new RegistrationException("maxBytes " + maxBytes + " must be at least 1");
        }
        if (maxDepth < 1 || maxDepth > HIGHEST_MAX_DEPTH) {
            throw new RegistrationException("maxDepth " + maxDepth + " must be from 1 to " + HIGHEST_MAX_DEPTH);
        }
    }

    /// The same with another size, in bytes.
    public CodecLimits withMaxBytes(int bytes) {
        return new CodecLimits(bytes, maxDepth);
    }

    /// The same with another depth.
    public CodecLimits withMaxDepth(int depth) {
        return new CodecLimits(maxBytes, depth);
    }
}
