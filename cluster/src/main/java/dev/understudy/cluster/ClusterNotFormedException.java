package dev.understudy.cluster;

import java.time.Duration;

/// The start gate is still closed: too few members have been seen. The node is alive and waits on; this only says
/// so.
public final class ClusterNotFormedException extends ClusterException {
    /// @param expected how many members the gate waits for
    /// @param seen the view so far
    /// @param waited how long this call waited
    /// @param discovery where members were looked for, in words
    public ClusterNotFormedException(int expected, View seen, Duration waited, String discovery) {
        super(text(expected, seen, waited, discovery));
    }

    private static String text(int expected, View seen, Duration waited, String discovery) {
        if (seen.members().size() == 1) {
            return "no other member answered within %s; looked for them by %s. bootstrap.expect is %d: start the others, correct the place to look, or lower it"
                    .formatted(waited, discovery, expected);
        }
        return "only %d of %d expected members are here after %s: %s; looked for them by %s. Start the others or lower bootstrap.expect"
                .formatted(seen.dataMembers(), expected, waited, seen, discovery);
    }
}
