package dev.understudy.cluster;

/// Decides when a cluster may begin to work: once `expect` members with [Role#DATA] have been seen in one view,
/// or once a member was met whose gate is open already, since then this node joins what runs. An open gate never
/// closes; losing members afterwards is the business of quorum and leases.
///
/// Without it, nodes that start at the same moment and don't find each other at once would each believe to be the
/// cluster. Not thread-safe.
public final class StartGate {
    private final int expect;
    private boolean isOpen;

    /// @param expect how many members open it, at least 1
    public StartGate(int expect) {
        this.expect = expect;
    }

    /// Looks at a view.
    ///
    /// @param metFormed whether a member of it says that its own gate is open
    /// @return whether this very look opened the gate
    public boolean observe(View view, boolean metFormed) {
        boolean wasOpen = isOpen;
        isOpen = wasOpen || metFormed || view.dataMembers() >= expect;
        return isOpen && !wasOpen;
    }

    /// Whether work may begin.
    public boolean isOpen() {
        return isOpen;
    }
}
