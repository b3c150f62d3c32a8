package dev.understudy.drills;

/// One message handled by one activation of one entity, as the node that ran it wrote it down. Times are
/// [System#nanoTime], which the processes of one machine share.
///
/// @param entity type and id of the entity
/// @param activation the activation, unique among all nodes
/// @param startNanos when the turn began
/// @param endNanos when it ended; for a turn that its process did not survive, when it began
public record Turn(String entity, String activation, long startNanos, long endNanos) {
    /// Checks the order of the times.
    public Turn {
        if (endNanos < startNanos) {
            throw new IllegalArgumentException("a turn of %s ended before it began".formatted(entity));
        }
    }
}
