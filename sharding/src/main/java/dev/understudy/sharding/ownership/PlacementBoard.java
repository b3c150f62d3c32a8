package dev.understudy.sharding.ownership;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;

/// The table laid out for moving pieces on: members as indices, replicas as small arrays, loads counted.
///
/// *Quotas.* A member's fair share is its weight's part of all shards, but never more than all of them
/// (water-filling passes on what a heavy member can't take). It may hold from the floor to the ceiling of that.
///
/// [ReplicaBalance] and [OwnerBalance] do the moving. Confined to one call of [Placement]; not thread-safe.
final class PlacementBoard {
    private static final int[] NOBODY = {};
    final List<GridMember> members;
    final ConsistentHash hash;
    final int[] zone;
    final int replicasWanted;
    final int zones;
    /// By shard: member indices, the owner first; empty where nobody owns it.
    final int[][] replicas;
    /// Shards that have lost every replica: nothing here may touch them.
    final BitSet lost = new BitSet();
    /// By member: the shards that it owns, and those it holds at all.
    final BitSet[] owned;
    final BitSet[] held;
    final int[] owners;
    final int[] loads;
    final double[] ownerShare;
    final double[] loadShare;

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

    int memberCount() {
        return members.size();
    }

    int shardCount() {
        return replicas.length;
    }

    boolean sharesZone(int shard, int upTo) {
        for (int i = 0; i < upTo; i++) {
            if (zone[replicas[shard][i]] == zone[replicas[shard][upTo]]) {
                return true;
            }
        }
        return false;
    }

    boolean zoneTaken(int shard, int member, int except) {
        for (int m : replicas[shard]) {
            if (m != except && zone[m] == zone[member]) {
                return true;
            }
        }
        return false;
    }

    /// Member indices by what they hold less their share: the emptiest first, or the fullest first.
    int[] byRoom(int[] counts, double[] shares, boolean emptiestFirst) {
        var order = new ArrayList<Integer>();
        for (int m = 0; m < counts.length; m++) {
            order.add(m);
        }
        Comparator<Integer> bySurplus = Comparator.comparingDouble(m -> counts[m] - shares[m]);
        order.sort((emptiestFirst ? bySurplus : bySurplus.reversed()).thenComparing(Comparator.naturalOrder()));
        return order.stream().mapToInt(Integer::intValue).toArray();
    }

    void add(int shard, int member) {
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
    void remove(int shard, int member) {
        replicas[shard] =
                Arrays.stream(replicas[shard]).filter(m -> m != member).toArray();
        held[member].clear(shard);
        loads[member]--;
    }

    void swap(int shard, int newOwner) {
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
                long emptySince = row.inSync().isEmpty() ? before.epoch() : row.emptySince();
                rows.add(new ShardAssignment(
                        inSync.getFirst(), ownerEpoch, inSync, List.of(), row.predecessors(), null, emptySince));
            }
        }
        return new ShardTable(before.epoch(), rows);
    }
}
