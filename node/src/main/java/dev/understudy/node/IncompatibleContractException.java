package dev.understudy.node;

import dev.understudy.actor.UnderstudyException;
import dev.understudy.cluster.Member;
import java.util.List;

/// This node was built with messages that a member of the cluster means otherwise by the same names: neither would read
/// what the other sends. Deploy what the others run, or give what has another meaning now another name.
public final class IncompatibleContractException extends UnderstudyException {
    private final List<String> conflicts;

    IncompatibleContractException(Member member, List<String> conflicts) {
        super("%s means other things by the same names:%n  %s"
                .formatted(member, String.join("%n  ".formatted(), conflicts)));
        this.conflicts = List.copyOf(conflicts);
    }

    /// What each side means, one line for each type or component.
    public List<String> conflicts() {
        return conflicts;
    }
}
