package dev.understudy.cluster;

/// Two living nodes of one name. The younger one must not run: give it another name.
public final class MemberNameTakenException extends ClusterException {
    /// @param self this node, which gives way
    /// @param other the older one
    public MemberNameTakenException(Member self, Member other) {
        super(
                "member name '%s' is taken: %s at %s runs under it, so this node, %s at %s, can't. Give one of them another name"
                        .formatted(self.name(), other, other.endpoint(), self, self.endpoint()));
    }
}
