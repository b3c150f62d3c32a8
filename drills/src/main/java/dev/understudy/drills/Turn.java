package dev.understudy.drills;

/// One message handled by one activation of one entity, as the node that ran it wrote it down. Times are
/// [System#nanoTime], which the processes of one machine share.
///
/// @param node the name of the node that ran it
/// @param entity type and id of the entity
/// @param activation the activation, unique among all nodes
/// @param startNanos when the turn began
/// @param endNanos when it ended; for a turn that its process did not survive, when it began
public record Turn(String node, String entity, String activation, long startNanos, long endNanos) {
    /// Checks the order of the times.
    public Turn {
        if (endNanos < startNanos) {
            throw new IllegalArgumentException("a turn of %s ended before it began".formatted(entity));
        }
    }

    /// The same, over at the latest at a moment; a turn that began later stays as it is.
    Turn endedBy(long nanos) {
        return endNanos - nanos <= 0 || startNanos - nanos > 0
                ? this
                : new Turn(node, entity, activation, startNanos, nanos);
    }
}
