package dev.understudy.cluster;

import java.util.List;

/// What happened between two views.
///
/// @param previous the view before
/// @param current the view now
/// @param joined members of `current` that were not in `previous`, in its order
/// @param left members of `previous` that are not in `current`, in its order
/// @param isMerge whether some of those who joined came back from the other side of a partition
public record ViewChange(View previous, View current, List<Member> joined, List<Member> left, boolean isMerge) {
    public ViewChange {
        joined = List.copyOf(joined);
        left = List.copyOf(left);
    }

    /// Compares two views.
    public static ViewChange between(View previous, View current, boolean isMerge) {
        List<Member> joined = current.members().stream()
                .filter(member -> !previous.contains(member))
                .toList();
        List<Member> left = previous.members().stream()
                .filter(member -> !current.contains(member))
                .toList();
        return new ViewChange(previous, current, joined, left, isMerge);
    }
}
