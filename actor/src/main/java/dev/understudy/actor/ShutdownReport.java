package dev.understudy.actor;

import java.time.Duration;
import java.util.List;

/// How a system closed.
///
/// @param took how long it took
/// @param unstopped paths of the actors that had not stopped by the deadline, those that hold up the others first
public record ShutdownReport(Duration took, List<String> unstopped) {

    public ShutdownReport {
        unstopped = List.copyOf(unstopped);
    }

    /// Whether everything stopped in time.
    public boolean isClean() {
        return unstopped.isEmpty();
    }
}
