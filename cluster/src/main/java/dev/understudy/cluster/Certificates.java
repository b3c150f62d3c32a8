package dev.understudy.cluster;

/// Which evidence a node takes for proof that a member is gone, each including those before it. With a proof another
/// takes over at once; without one it waits until the lease of the lost member has run out.
public enum Certificates {
    /// None. For networks in which somebody may forge resets.
    NONE,
    /// That the process is gone: [DeathProof#PROCESS].
    PROCESS,
    /// Also that nothing listens any more: [DeathProof#SOCKET]. It assumes that only a dead process refuses
    /// connections at the address where it was reached. A firewall that answers with resets breaks that, and so
    /// does an address that passes to another machine while its old owner runs on.
    SOCKET;

    /// Whether this evidence is taken.
    public boolean accept(DeathProof proof) {
        return switch (proof) {
            case PROCESS -> this != NONE;
            case SOCKET -> this == SOCKET;
        };
    }
}
