package dev.understudy.cluster;

/// How much one channel keeps for one other member, on its way out and in flight.
///
/// @param bundleBytes longest network message; small frames are coalesced up to it, long ones cut into pieces of
///     it
/// @param credits network messages that may be under way, unread by the other side
/// @param grantEvery the reader gives credit back in lots of this many
/// @param queueBytes bytes that may wait to be sent
/// @param queueFrames frames that may wait to be sent
/// @param maxFrameBytes longest frame; longer ones are refused to the sender
public record Flow(int bundleBytes, int credits, int grantEvery, int queueBytes, int queueFrames, int maxFrameBytes) {
    /// Under the 60,000 at which JGroups would cut once more, its headers included.
    public static final int MAX_BUNDLE_BYTES = 59_000;
    /// Strictly below the 256 messages of JGroups' own send window: its `send` blocks without regard for
    /// interrupts when that is full, and its acknowledgements lag behind our credit. 64 × 59 KB also bounds what
    /// a peer can owe us: 3.8 MB.
    public static final int DEFAULT_CREDITS = 64;
    /// A quarter of the credit: few enough messages back, early enough that a fast sender never runs dry.
    public static final int DEFAULT_GRANT_EVERY = 16;
    /// 16 MiB a member: more than a second's worth of a gigabit link would only hide that it doesn't keep up.
    public static final int DEFAULT_DATA_QUEUE_BYTES = 16 << 20;
    /// As many as of 100 bytes fill the bytes above; guards against a flood of empty ones.
    public static final int DEFAULT_DATA_QUEUE_FRAMES = 160_000;
    /// 4 MiB: room for a snapshot chunk or a picture; a larger message belongs in a store, with its key in the
    /// message.
    public static final int DEFAULT_MAX_DATA_FRAME_BYTES = 4 << 20;
    /// Control messages are small and few; a member that has 1 MiB of them outstanding doesn't listen.
    public static final int DEFAULT_CONTROL_QUEUE_BYTES = 1 << 20;
    /// Likewise.
    public static final int DEFAULT_CONTROL_QUEUE_FRAMES = 4_096;
    /// The largest control message is a shard table, 8 KB for 1,024 shards.
    public static final int DEFAULT_MAX_CONTROL_FRAME_BYTES = 256 << 10;
    /// A quarter of [#MAX_BUNDLE_BYTES] so that an urgent message waits behind less.
    public static final int DEFAULT_CONTROL_BUNDLE_BYTES = 14_750;

    private static final int MIN_BUNDLE_BYTES = 256;
    private static final int MAX_CREDITS = 192;

    public Flow {
        check("bundleBytes", bundleBytes, MIN_BUNDLE_BYTES, MAX_BUNDLE_BYTES);
        check("credits", credits, 2, MAX_CREDITS);
        check("grantEvery", grantEvery, 1, credits / 2);
        check("maxFrameBytes", maxFrameBytes, 1, 1 << 30);
        check("queueBytes", queueBytes, maxFrameBytes, 1 << 30);
        check("queueFrames", queueFrames, 1, Integer.MAX_VALUE);
    }

    /// Defaults of the data channel.
    public static Flow data() {
        return new Flow(
                MAX_BUNDLE_BYTES,
                DEFAULT_CREDITS,
                DEFAULT_GRANT_EVERY,
                DEFAULT_DATA_QUEUE_BYTES,
                DEFAULT_DATA_QUEUE_FRAMES,
                DEFAULT_MAX_DATA_FRAME_BYTES);
    }

    /// Defaults of the control channel.
    public static Flow control() {
        return new Flow(
                DEFAULT_CONTROL_BUNDLE_BYTES,
                DEFAULT_CREDITS,
                DEFAULT_GRANT_EVERY,
                DEFAULT_CONTROL_QUEUE_BYTES,
                DEFAULT_CONTROL_QUEUE_FRAMES,
                DEFAULT_MAX_CONTROL_FRAME_BYTES);
    }

    /// A copy with another `queue`.
    public Flow withQueue(int bytes, int frames) {
        return new Flow(bundleBytes, credits, grantEvery, bytes, frames, maxFrameBytes);
    }

    /// A copy with another `maxFrameBytes`.
    public Flow withMaxFrameBytes(int bytes) {
        return new Flow(bundleBytes, credits, grantEvery, queueBytes, queueFrames, bytes);
    }

    /// A copy with another `credits`.
    public Flow withCredits(int messages, int lot) {
        return new Flow(bundleBytes, messages, lot, queueBytes, queueFrames, maxFrameBytes);
    }

    private static void check(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException("%s is %,d, allowed are %,d to %,d".formatted(name, value, least, most));
        }
    }
}
