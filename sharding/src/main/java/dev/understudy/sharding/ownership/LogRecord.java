package dev.understudy.sharding.ownership;

import org.jspecify.annotations.Nullable;

/// One entry of a shard's log: the events of one turn.
///
/// @param seq position in the shard's log, from 1, without gaps
/// @param ownerEpoch under which ownership it was written
/// @param entityId whose events they are
/// @param commandId the ask that caused them, or null for a tell
/// @param events what happened
/// @param reply what the ask was answered, kept so that a retry gets the same; null for a tell
public record LogRecord(
        long seq,
        long ownerEpoch,
        String entityId,
        @Nullable CommandId commandId,
        Payload events,
        @Nullable Payload reply) {}
