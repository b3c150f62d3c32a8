package dev.understudy.testkit.simulation;

/// How often a run came through the places that it is meant to exercise. Mutable; of one run or the sum of
/// many.
public final class Coverage {
    long takeovers;
    long leaseWaits;
    long handoffs;
    long acks;
    long merges;
    long coldRestarts;
    long steps;

    void add(Coverage other) {
        takeovers += other.takeovers;
        leaseWaits += other.leaseWaits;
        handoffs += other.handoffs;
        acks += other.acks;
        merges += other.merges;
        coldRestarts += other.coldRestarts;
        steps += other.steps;
    }

    /// As the JSON object of `scripts/sim --json`.
    public String toJson() {
        return ("{\"takeovers\":%d,\"lease_waits\":%d,\"handoffs\":%d,\"acks\":%d,\"merges\":%d,\"cold_restarts\":%d,"
                        + "\"steps\":%d}")
                .formatted(takeovers, leaseWaits, handoffs, acks, merges, coldRestarts, steps);
    }
}
