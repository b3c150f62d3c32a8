package dev.understudy.persistence;

/// The right to write for a shard. A new owner brings a higher number; from then on the journal refuses all lower
/// ones, so that an owner which was paused, cut off or given up for dead cannot write any more (Kleppmann 2016;
/// Burrows 2006 has the idea as Chubby's sequencer).
///
/// @param shard whose entities may be written
/// @param number rises from owner to owner; the owner epoch of the shard serves
public record FencingToken(int shard, long number) {
    public FencingToken {
        if (shard < 0 || number < 0) {
            throw new IllegalArgumentException(
                    "a fencing token has no negative shard or number: %d, %d".formatted(shard, number));
        }
    }
}
