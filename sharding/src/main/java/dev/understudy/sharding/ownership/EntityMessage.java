package dev.understudy.sharding.ownership;

import org.jspecify.annotations.Nullable;

/// One message to an entity, as a lane carries it.
///
/// @param seq its place in the lane, from 1
/// @param entityId which entity of the shard
/// @param payload the command
/// @param commandId names an ask; null for a tell
/// @param attempt how often this ask has been put into a lane, from 1; a first attempt can't be a duplicate
/// @param lowWatermark the lowest command seq of this producer that is still outstanding: answers below it may
///        be forgotten
public record EntityMessage(
        long seq,
        String entityId,
        Payload payload,
        @Nullable CommandId commandId,
        int attempt,
        long lowWatermark) {
    /// Whether someone waits for an answer.
    public boolean isAsk() {
        return commandId != null;
    }

    EntityMessage withSeq(long newSeq) {
        return new EntityMessage(newSeq, entityId, payload, commandId, attempt, lowWatermark);
    }
}
