package dev.understudy.node;

import dev.understudy.cluster.Member;
import dev.understudy.cluster.View;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Finds each member once that was built with another wire contract than this node.
///
/// Not thread-safe.
final class ContractWatch {
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
}
