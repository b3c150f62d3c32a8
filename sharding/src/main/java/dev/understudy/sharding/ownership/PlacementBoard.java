package dev.understudy.sharding.ownership;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;

/// The table laid out for [Placement] to move pieces on: members as indices, replicas as small arrays, loads
/// counted.
///
/// *Quotas.* A member's fair share is its weight's part of all shards, but never more than all of them
/// (water-filling passes on what a heavy member can't take). It may hold from the floor to the ceiling of that.
///
/// *Augmenting paths.* Swapping roles in a shard moves ownership from its owner to one of its backups. From a
/// member with too many the search goes breadth-first over such swaps to a member with too few, so the shortest
/// chain is taken, and only roles change.
///
/// Confined to one call of [Placement]; not thread-safe.
final class PlacementBoard {
    private static final int[] NOBODY = {};

    private final List<GridMember> members;
    private final ConsistentHash hash;
    private final int[] zone;
    private final int replicasWanted;
    private final int zones;
    /// By shard: member indices, the owner first; empty where nobody owns it.
    private final int[][] replicas;
    /// Shards that have lost every replica: nothing here may touch them.
    private final BitSet lost = new BitSet();
    /// By member: the shards that it owns, and those it holds at all.
    private final BitSet[] owned;
    private final BitSet[] held;
    private final int[] owners;
    private final int[] loads;
    private final double[] ownerShare;
    private final double[] loadShare;

    PlacementBoard(ShardTable table, List<GridMember> unordered, int backups) {
        members =
                unordered.stream().sorted(Comparator.comparing(GridMember::id)).toList();
        int n = members.size();
        hash = new ConsistentHash(members);
        zone = new int[n];
        var zoneNumbers = new HashMap<String, Integer>();
        var hostZones = new HashSet<Integer>();
        var index = new HashMap<MemberId, Integer>();
        int hosts = 0;
        for (int m = 0; m < n; m++) {
            index.put(members.get(m).id(), m);
            zone[m] = zoneNumbers.computeIfAbsent(members.get(m).zone(), name -> zoneNumbers.size());
            if (members.get(m).hosts()) {
                hosts++;
                hostZones.add(zone[m]);
            }
        }
        zones = hostZones.size();
        replicasWanted = Math.min(backups + 1, hosts);
        int shards = table.shards();
        replicas = new int[shards][];
        owned = new BitSet[n];
        held = new BitSet[n];
        Arrays.setAll(owned, m -> new BitSet(shards));
        Arrays.setAll(held, m -> new BitSet(shards));
        owners = new int[n];
        loads = new int[n];
        for (int s = 0; s < shards; s++) {
            replicas[s] = NOBODY;
            var row = table.of(s);
            if (row.owner() == null && !row.inSync().isEmpty()) {
                lost.set(s);
            } else if (row.owner() != null) {
                for (var replica : row.inSync()) {
                    var m = index.get(replica);
                    if (m == null) {
                        throw new IllegalArgumentException(
                                "shard " + s + " has a replica on " + replica + ", which is no member: promote first");
                    }
                    add(s, m);
                }
            }
        }
        int placeable = shards - lost.cardinality();
        ownerShare = shares(placeable, placeable);
        loadShare = shares(placeable * replicasWanted, placeable);
    }

    /// Fair shares of a total by weight, none above a limit.
    private double[] shares(int total, int limit) {
        int n = members.size();
        var share = new double[n];
        var full = new boolean[n];
        double rest = total;
        while (true) {
            double weights = 0;
            for (int m = 0; m < n; m++) {
                weights += full[m] ? 0 : members.get(m).weight();
            }
            boolean filled = false;
            for (int m = 0; m < n && weights > 0; m++) {
                if (!full[m]) {
                    share[m] = rest * members.get(m).weight() / weights;
                    filled |= share[m] > limit;
                }
            }
            if (!filled) {
                return share;
            }
            for (int m = 0; m < n; m++) {
                if (!full[m] && share[m] > limit) {
                    share[m] = limit;
                    full[m] = true;
                    rest -= limit;
                }
            }
        }
    }

    /// Lets go of backups that are too many, that share a zone without need, or that sit on a client member. Of
    /// several the one on the fullest member goes: a replica that has just been moved to where there is room is
    /// not surplus.
    void dropSurplus() {
        for (int s = 0; s < replicas.length; s++) {
            for (int i = replicas[s].length - 1; i > 0; i--) {
                int m = replicas[s][i];
                if (!members.get(m).hosts() || (zones >= replicasWanted && sharesZone(s, i))) {
                    remove(s, m);
                }
            }
            while (replicas[s].length > replicasWanted && replicas[s].length > 1) {
                int fullest = replicas[s][1];
                for (int i = 2; i < replicas[s].length; i++) {
                    int m = replicas[s][i];
                    if (loads[m] - loadShare[m] > loads[fullest] - loadShare[fullest]) {
                        fullest = m;
                    }
                }
                remove(s, fullest);
            }
        }
    }

    private boolean sharesZone(int shard, int upTo) {
        for (int i = 0; i < upTo; i++) {
            if (zone[replicas[shard][i]] == zone[replicas[shard][upTo]]) {
                return true;
            }
        }
        return false;
    }

    /// Gives a first owner to shards that have none, by consistent hashing with bounded loads, and backups
    /// where they are missing, on the member that is least loaded for its weight.
    void refill() {
        for (int s = 0; s < replicas.length; s++) {
            if (!lost.get(s) && replicas[s].length == 0) {
                add(s, firstOwner(s));
            }
        }
        for (int s = 0; s < replicas.length; s++) {
            while (!lost.get(s) && replicas[s].length < replicasWanted) {
                int candidate = leastLoaded(s, true);
                candidate = candidate < 0 ? leastLoaded(s, false) : candidate;
                if (candidate < 0) {
                    break;
                }
                add(s, candidate);
            }
        }
    }

    private int firstOwner(int shard) {
        int best = -1;
        double bestScore = 0;
        for (int m = 0; m < members.size(); m++) {
            if (owners[m] < Math.ceil(ownerShare[m])) {
                double score = hash.score(m, shard);
                if (best < 0 || score > bestScore) {
                    best = m;
                    bestScore = score;
                }
            }
        }
        return best;
    }

    private int leastLoaded(int shard, boolean ownZone) {
        int best = -1;
        for (int m = 0; m < members.size(); m++) {
            if (!members.get(m).hosts() || held[m].get(shard) || (ownZone && zoneTaken(shard, m, -1))) {
                continue;
            }
            if (best < 0 || fuller(best, m, shard)) {
                best = m;
            }
        }
        return best;
    }

    /// Whether the first is fuller than the second for its share; where they are even, whether the shard
    /// prefers the second.
    private boolean fuller(int first, int second, int shard) {
        double a = loads[first] / loadShare[first];
        double b = loads[second] / loadShare[second];
        return a > b || (a == b && hash.score(second, shard) > hash.score(first, shard));
    }

    private boolean zoneTaken(int shard, int member, int except) {
        for (int m : replicas[shard]) {
            if (m != except && zone[m] == zone[member]) {
                return true;
            }
        }
        return false;
    }

    /// Moves backups from members with too many replicas to members with too few.
    void evenOutReplicas() {
        while (moveOneReplica(true) || moveOneReplica(false)) {
            // Each turn takes one from the fullest and gives it to the emptiest, so the sum of the surpluses
            // falls.
        }
    }

    private boolean moveOneReplica(boolean fromOver) {
        for (int giver : byRoom(loads, loadShare, false)) {
            boolean over = loads[giver] > Math.ceil(loadShare[giver]);
            if (fromOver ? !over : loads[giver] <= Math.floor(loadShare[giver])) {
                continue;
            }
            for (int taker : byRoom(loads, loadShare, true)) {
                boolean room = fromOver
                        ? loads[taker] < Math.ceil(loadShare[taker])
                        : loads[taker] < Math.floor(loadShare[taker]);
                int shard = room ? wantedBackup(giver, taker) : -1;
                if (shard >= 0) {
                    remove(shard, giver);
                    add(shard, taker);
                    return true;
                }
                if (!room) {
                    break;
                }
            }
        }
        return false;
    }

    /// Among the shards that one member backs up, the one that prefers another member most and can move there.
    private int wantedBackup(int giver, int taker) {
        int best = -1;
        double bestScore = 0;
        for (int s = held[giver].nextSetBit(0); s >= 0; s = held[giver].nextSetBit(s + 1)) {
            boolean worseZone = zoneTaken(s, taker, giver) && !zoneTaken(s, giver, giver);
            if (owned[giver].get(s) || held[taker].get(s) || worseZone) {
                continue;
            }
            double score = hash.score(taker, s);
            if (best < 0 || score > bestScore) {
                best = s;
                bestScore = score;
            }
        }
        return best;
    }

    /// Member indices by what they hold less their share: the emptiest first, or the fullest first.
    private int[] byRoom(int[] counts, double[] shares, boolean emptiestFirst) {
        var order = new ArrayList<Integer>();
        for (int m = 0; m < counts.length; m++) {
            order.add(m);
        }
        Comparator<Integer> bySurplus = Comparator.comparingDouble(m -> counts[m] - shares[m]);
        order.sort((emptiestFirst ? bySurplus : bySurplus.reversed()).thenComparing(Comparator.naturalOrder()));
        return order.stream().mapToInt(Integer::intValue).toArray();
    }

    /// Swaps roles of owner and backup until no chain of swaps makes the owners more even.
    void evenOutOwners() {
        for (int m = 0; m < members.size(); m++) {
            while (owners[m] > Math.ceil(ownerShare[m]) && pushOwnership(m)) {
                // Each chain takes one shard from m and leaves every other member within its ceiling.
            }
        }
        for (int m = 0; m < members.size(); m++) {
            while (owners[m] < Math.floor(ownerShare[m]) && pullOwnership(m)) {
                // Each chain gives one shard to m and leaves every other member at its floor or above.
            }
        }
    }

    /// A chain of swaps from a member to one that is below its ceiling.
    private boolean pushOwnership(int from) {
        int n = members.size();
        var via = new int[n];
        var parent = new int[n];
        Arrays.fill(parent, -1);
        parent[from] = from;
        var queue = new ArrayDeque<Integer>();
        queue.add(from);
        while (!queue.isEmpty()) {
            int m = queue.remove();
            for (int s = owned[m].nextSetBit(0); s >= 0; s = owned[m].nextSetBit(s + 1)) {
                for (int i = 1; i < replicas[s].length; i++) {
                    int b = replicas[s][i];
                    if (parent[b] >= 0) {
                        continue;
                    }
                    parent[b] = m;
                    via[b] = s;
                    if (owners[b] < Math.ceil(ownerShare[b])) {
                        for (int at = b; at != from; at = parent[at]) {
                            swap(via[at], at);
                        }
                        return true;
                    }
                    queue.add(b);
                }
            }
        }
        return false;
    }

    /// A chain of swaps to a member from one that is above its floor.
    private boolean pullOwnership(int to) {
        int n = members.size();
        var via = new int[n];
        var next = new int[n];
        Arrays.fill(next, -1);
        next[to] = to;
        var queue = new ArrayDeque<Integer>();
        queue.add(to);
        while (!queue.isEmpty()) {
            int m = queue.remove();
            for (int s = held[m].nextSetBit(0); s >= 0; s = held[m].nextSetBit(s + 1)) {
                int a = replicas[s][0];
                if (next[a] >= 0) {
                    continue;
                }
                next[a] = m;
                via[a] = s;
                if (owners[a] > Math.floor(ownerShare[a])) {
                    for (int at = a; at != to; at = next[at]) {
                        swap(via[at], next[at]);
                    }
                    return true;
                }
                queue.add(a);
            }
        }
        return false;
    }

    /// The last resort, where no chain of swaps leads from a member with too many to one with too few: it gives
    /// up its replica as well.
    void moveOwnersCold() {
        while (moveOneOwner(true) || moveOneOwner(false)) {
            // The sum of the surpluses falls with each turn.
        }
    }

    private boolean moveOneOwner(boolean fromOver) {
        for (int giver : byRoom(owners, ownerShare, false)) {
            boolean over = owners[giver] > Math.ceil(ownerShare[giver]);
            if (fromOver ? !over : owners[giver] <= Math.floor(ownerShare[giver])) {
                return false;
            }
            for (int taker : byRoom(owners, ownerShare, true)) {
                boolean room = fromOver
                        ? owners[taker] < Math.ceil(ownerShare[taker])
                        : owners[taker] < Math.floor(ownerShare[taker]);
                int shard = room ? wantedOwnership(giver, taker) : -1;
                if (shard >= 0) {
                    if (!held[taker].get(shard)) {
                        add(shard, taker);
                        swap(shard, taker);
                        remove(shard, giver);
                    } else {
                        swap(shard, taker);
                    }
                    return true;
                }
            }
        }
        return false;
    }

    private int wantedOwnership(int giver, int taker) {
        int best = -1;
        double bestScore = 0;
        for (int s = owned[giver].nextSetBit(0); s >= 0; s = owned[giver].nextSetBit(s + 1)) {
            if (!held[taker].get(s) && zoneTaken(s, taker, giver) && !zoneTaken(s, giver, giver)) {
                continue;
            }
            double score = hash.score(taker, s);
            if (best < 0 || score > bestScore) {
                best = s;
                bestScore = score;
            }
        }
        return best;
    }

    private void add(int shard, int member) {
        int count = replicas[shard].length;
        replicas[shard] = Arrays.copyOf(replicas[shard], count + 1);
        replicas[shard][count] = member;
        held[member].set(shard);
        loads[member]++;
        if (count == 0) {
            owned[member].set(shard);
            owners[member]++;
        }
    }

    /// Takes a replica away that is not the owner.
    private void remove(int shard, int member) {
        replicas[shard] =
                Arrays.stream(replicas[shard]).filter(m -> m != member).toArray();
        held[member].clear(shard);
        loads[member]--;
    }

    private void swap(int shard, int newOwner) {
        int old = replicas[shard][0];
        for (int i = 1; i < replicas[shard].length; i++) {
            if (replicas[shard][i] == newOwner) {
                replicas[shard][i] = old;
                replicas[shard][0] = newOwner;
            }
        }
        owned[old].clear(shard);
        owned[newOwner].set(shard);
        owners[old]--;
        owners[newOwner]++;
    }

    /// The table with these replicas; rows that did not change are the same objects.
    ShardTable toTable(ShardTable before) {
        var rows = new ArrayList<ShardAssignment>(replicas.length);
        for (int s = 0; s < replicas.length; s++) {
            var row = before.of(s);
            if (lost.get(s)) {
                rows.add(row);
                continue;
            }
            var inSync = new ArrayList<MemberId>(replicas[s].length);
            for (int m : replicas[s]) {
                inSync.add(members.get(m).id());
            }
            if (inSync.equals(row.inSync())) {
                rows.add(row);
            } else {
                boolean sameOwner = inSync.getFirst().equals(row.owner());
                long ownerEpoch = sameOwner ? row.ownerEpoch() : before.epoch();
                boolean first = row.inSync().isEmpty() || row.startsEmpty();
                rows.add(new ShardAssignment(
                        inSync.getFirst(), ownerEpoch, inSync, List.of(), row.predecessors(), null, first));
            }
        }
        return new ShardTable(before.epoch(), rows);
    }
}
