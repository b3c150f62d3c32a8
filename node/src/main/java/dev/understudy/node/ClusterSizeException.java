package dev.understudy.node;

import dev.understudy.actor.UnderstudyException;
import dev.understudy.cluster.View;
import java.time.Duration;

/// The cluster did not have so many members in time. The node runs on.
public final class ClusterSizeException extends UnderstudyException {
    ClusterSizeException(int wanted, Duration timeout, View seen) {
        super("waited %s for %d members and saw %d: %s"
                .formatted(timeout, wanted, seen.members().size(), seen.members()));
    }
}
