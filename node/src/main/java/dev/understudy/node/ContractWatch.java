package dev.understudy.node;

import dev.understudy.cluster.Member;
import dev.understudy.cluster.View;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Says once of each member that it was built with another wire contract than this node. Such members live together
/// while versions change one node after the other: what both know is understood, what only one knows is refused to its
/// sender. At any other time it is a node that nobody meant to deploy.
///
/// Called on the transport's control thread; not thread-safe.
final class ContractWatch {
    private static final Logger log = LoggerFactory.getLogger(ContractWatch.class);

    private final String contract;
    private Set<Member> known = Set.of();

    /// @param contract fingerprint of this node's wire contract
    ContractWatch(String contract) {
        this.contract = contract;
    }

    /// Those members of a new view whose contract differs, and who were not in the view before.
    List<Member> differing(View view) {
        var before = known;
        known = new HashSet<>(view.members());
        return view.members().stream()
                .filter(member -> !member.contract().equals(contract) && !before.contains(member))
                .toList();
    }

    void on(View view) {
        for (var member : differing(view)) {
            log.warn(
                    "{} was built with wire contract {}, this node with {}: messages that only one of the two knows are"
                            + " refused to their senders; to be expected only while versions change node by node",
                    member,
                    member.contract().isEmpty() ? "none" : member.contract(),
                    contract);
        }
    }
}
