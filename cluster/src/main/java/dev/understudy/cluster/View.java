package dev.understudy.cluster;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Optional;

/// Immutable list of members in the order in which they joined, oldest first.
///
/// *A view is a hint.* It is what this node believes now; others may believe something else, both halves of a
/// partition hold valid views, and an excluded member is not told. Use it to notice that something happened,
/// never to decide alone who owns what.
public record View(ViewId id, List<Member> members) {
    public View {
        members = List.copyOf(members);
        if (members.isEmpty()) {
            throw new IllegalArgumentException("a view has at least one member, but " + id + " has none");
        }
    }

    /// The first member. Nobody elected it.
    public Member coordinator() {
        return members.getFirst();
    }

    /// Whether this very start of that node is here.
    public boolean contains(Member member) {
        return members.contains(member);
    }

    /// The member of that name, if there is one.
    public Optional<Member> member(String name) {
        return members.stream().filter(member -> member.name().equals(name)).findFirst();
    }

    /// How many members host entities.
    public int dataMembers() {
        return (int)
                members.stream().filter(member -> member.role() == Role.DATA).count();
    }

    @Override
    public String toString() {
        return "[" + id + "] (" + members.size() + ") "
                + members.stream().map(Member::toString).collect(joining(", "));
    }
}
