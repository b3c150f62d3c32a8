package dev.understudy.cluster;

import java.time.Duration;

/// How soon a lost member is noticed, and how patient we are before. Measured figures stand in
/// `docs/transport.md`.
///
/// @param heartbeatTimeout silence after which a member is taken for hung
/// @param heartbeatInterval how often members send a sign of life
/// @param verifyTimeout how long a suspect has to answer before it is excluded; it takes one to two of these
/// @param connectTimeout how long to wait for a connection when looking whether a neighbour still listens
public record Detection(
        Duration heartbeatTimeout, Duration heartbeatInterval, Duration verifyTimeout, Duration connectTimeout) {
    /// Two seconds: longer than the worst garbage collection pause of a healthy node, or it will be excluded for
    /// it.
    public static final Duration DEFAULT_HEARTBEAT_TIMEOUT = Duration.ofSeconds(2);
    /// A fifth of the time-out, so that four in a row must be missing.
    public static final Duration DEFAULT_HEARTBEAT_INTERVAL = Duration.ofMillis(400);
    /// A killed process is noticed by its closed connection at once; this is nearly all of what passes until the
    /// new view. Shorter saves little and lets a busy but healthy member miss its chance to answer.
    public static final Duration DEFAULT_VERIFY_TIMEOUT = Duration.ofMillis(100);
    /// Two neighbours dying together cost this once more each: JGroups' own second would make that 1.2 s instead
    /// of 0.3.
    public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofMillis(150);

    public Detection {
        atLeastOneMilli("heartbeatTimeout", heartbeatTimeout);
        atLeastOneMilli("heartbeatInterval", heartbeatInterval);
        atLeastOneMilli("verifyTimeout", verifyTimeout);
        atLeastOneMilli("connectTimeout", connectTimeout);
        if (heartbeatTimeout.compareTo(heartbeatInterval.multipliedBy(2)) < 0) {
            throw new IllegalArgumentException("heartbeatTimeout is " + heartbeatTimeout
                    + ", it must be at least twice the heartbeatInterval of " + heartbeatInterval);
        }
    }

    /// The defaults.
    public static Detection standard() {
        return new Detection(
                DEFAULT_HEARTBEAT_TIMEOUT, DEFAULT_HEARTBEAT_INTERVAL, DEFAULT_VERIFY_TIMEOUT, DEFAULT_CONNECT_TIMEOUT);
    }

    /// A fifth of the time-out is taken as the interval, as the defaults do.
    public Detection withHeartbeatTimeout(Duration timeout) {
        return new Detection(timeout, timeout.dividedBy(5), verifyTimeout, connectTimeout);
    }

    /// A copy with another `verifyTimeout`.
    public Detection withVerifyTimeout(Duration timeout) {
        return new Detection(heartbeatTimeout, heartbeatInterval, timeout, connectTimeout);
    }

    /// A copy with another `connectTimeout`.
    public Detection withConnectTimeout(Duration timeout) {
        return new Detection(heartbeatTimeout, heartbeatInterval, verifyTimeout, timeout);
    }

    private static void atLeastOneMilli(String name, Duration value) {
        if (value.toMillis() < 1) {
            throw new IllegalArgumentException(name + " is " + value + ", it must be at least a millisecond");
        }
    }
}
