package dev.understudy.sharding.ownership;

/// Names one ask for ever, so that its retries are known as such.
///
/// @param producer who asks; its incarnation is the producer's epoch
/// @param seq counts the asks of this producer to one shard, from 1
public record CommandId(Incarnation producer, long seq) {
    @Override
    public String toString() {
        return producer + "/" + seq;
    }
}
