package dev.understudy.sharding.ownership;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One row of the shard table: who owns a shard, and whose acknowledgement it needs.
///
/// @param owner who runs its entities, or null while every in-sync replica is gone: the shard then waits for
///        one to return, or for an operator
/// @param ownerEpoch the epoch of the configuration that made this owner the owner; seals and routed frames
///        carry it
/// @param inSync the replicas that must acknowledge before a reply leaves, the owner first; without an owner,
///        the last such set
/// @param learners replicas that are catching up
/// @param predecessors earlier owners whose leases may still run: the owner waits for each before it activates
///        anything
/// @param relinquishedBy set when the previous owner gave the shard up in a handoff, else null
/// @param emptySince the epoch from which on an in-sync replica without a log has missed nothing: that of the
///        genesis, or of the configuration in which an operator gave up what was lost; older copies are void. 0
///        where every in-sync replica has a log
public record ShardAssignment(
        @Nullable MemberId owner,
        long ownerEpoch,
        List<MemberId> inSync,
        List<MemberId> learners,
        List<Incarnation> predecessors,
        @Nullable Relinquished relinquishedBy,
        long emptySince) {
    public ShardAssignment {
        inSync = List.copyOf(inSync);
        learners = List.copyOf(learners);
        predecessors = List.copyOf(predecessors);
        if (owner != null && (inSync.isEmpty() || !inSync.getFirst().equals(owner))) {
            throw new IllegalArgumentException("the owner " + owner + " stands first among the in-sync: " + inSync);
        }
    }

    /// A shard at rest: an owner, its backups, nothing under way.
    public static ShardAssignment settled(long ownerEpoch, List<MemberId> inSync) {
        return new ShardAssignment(inSync.getFirst(), ownerEpoch, inSync, List.of(), List.of(), null, 0);
    }

    /// A shard's first ownership, which begins with an empty log.
    static ShardAssignment founded(long ownerEpoch, List<MemberId> inSync) {
        return new ShardAssignment(inSync.getFirst(), ownerEpoch, inSync, List.of(), List.of(), null, ownerEpoch);
    }

    /// A shard that nobody can serve: its last in-sync set is gone, or it has never had one.
    public static ShardAssignment waiting(long ownerEpoch, List<MemberId> lastInSync) {
        return new ShardAssignment(null, ownerEpoch, lastInSync, List.of(), List.of(), null, 0);
    }

    /// The replicas beside the owner that hold everything acknowledged, in the order in which they would be
    /// promoted.
    public List<MemberId> backups() {
        return owner == null ? List.of() : inSync.subList(1, inSync.size());
    }

    /// Whether an in-sync replica without a log has missed nothing.
    public boolean startsEmpty() {
        return emptySince > 0;
    }

    /// The owner, or empty while the shard waits.
    public Optional<MemberId> currentOwner() {
        return Optional.ofNullable(owner);
    }

    /// Whether a member is the owner.
    public boolean isOwnedBy(MemberId member) {
        return member.equals(owner);
    }

    /// Whether a member holds, or is being given, a copy.
    public boolean mentions(MemberId member) {
        return inSync.contains(member) || learners.contains(member);
    }

    /// The same ownership with other replicas.
    ShardAssignment withReplicas(List<MemberId> newInSync, List<MemberId> newLearners) {
        return new ShardAssignment(owner, ownerEpoch, newInSync, newLearners, predecessors, relinquishedBy, emptySince);
    }

    /// The same ownership with other predecessors.
    ShardAssignment withPredecessors(List<Incarnation> newPredecessors) {
        return new ShardAssignment(owner, ownerEpoch, inSync, learners, newPredecessors, relinquishedBy, emptySince);
    }

    /// A list of replicas with one of them moved to the front.
    static List<MemberId> ownerFirst(List<MemberId> replicas, MemberId owner) {
        var ordered = new ArrayList<MemberId>(replicas.size());
        ordered.add(owner);
        replicas.stream().filter(replica -> !replica.equals(owner)).forEach(ordered::add);
        return ordered;
    }
}
