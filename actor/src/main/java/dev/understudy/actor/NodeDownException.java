package dev.understudy.actor;

/// The node on which a child ran was lost, or cut off: the failure upon which the child's supervisor decides. To
/// restart the child is to start it elsewhere, with a fresh behavior behind the same ref; what waited in its
/// mailbox is lost. Whether the child itself still runs for a moment is not known.
public final class NodeDownException extends UnderstudyException {

    private final String member;

    /// @param child path of the child
    /// @param member the node's name
    public NodeDownException(String child, String member) {
        super("%s ran on %s, which was lost".formatted(child, member));
        this.member = member;
    }

    /// The name of the node.
    public String member() {
        return member;
    }
}
