package dev.understudy.sharding;

import java.time.Duration;
import java.util.Optional;

/// When an entity leaves memory. Both limits are off by default: a volatile entity loses its state when it is
/// passivated.
///
/// @param after how long it may do nothing
/// @param maxResident how many entities a node keeps
public record PassivationPolicy(Optional<Duration> after, Optional<Integer> maxResident) {
    /// Entities stay until they stop or move.
    public static final PassivationPolicy NEVER = new PassivationPolicy(Optional.empty(), Optional.empty());

    boolean isNever() {
        return after.isEmpty() && maxResident.isEmpty();
    }
}
