package dev.understudy.sharding.ownership;

/// Moves replicas on a [PlacementBoard]: lets go of what is too many, fills up what is missing, evens out the
/// rest. Owners stay where they are.
final class ReplicaBalance {
    private final PlacementBoard board;

    ReplicaBalance(PlacementBoard board) {
        this.board = board;
    }

    /// Lets go of backups that are too many, that share a zone without need, or that sit on a client member. Of
    /// several the one on the fullest member goes: a replica that has just been moved to where there is room is
    /// not surplus.
    void dropSurplus() {
        for (int s = 0; s < board.shardCount(); s++) {
            for (int i = board.replicas[s].length - 1; i > 0; i--) {
                int m = board.replicas[s][i];
                if (!board.members.get(m).hosts() || (board.zones >= board.replicasWanted && board.sharesZone(s, i))) {
                    board.remove(s, m);
                }
            }
            while (board.replicas[s].length > board.replicasWanted && board.replicas[s].length > 1) {
                int fullest = board.replicas[s][1];
                for (int i = 2; i < board.replicas[s].length; i++) {
                    int m = board.replicas[s][i];
                    if (board.loads[m] - board.loadShare[m] > board.loads[fullest] - board.loadShare[fullest]) {
                        fullest = m;
                    }
                }
                board.remove(s, fullest);
            }
        }
    }

    /// Gives a first owner to shards that have none, by consistent hashing with bounded loads, and backups
    /// where they are missing, on the member that is least loaded for its weight.
    void refill() {
        for (int s = 0; s < board.shardCount(); s++) {
            if (!board.lost.get(s) && board.replicas[s].length == 0) {
                board.add(s, firstOwner(s));
            }
        }
        for (int s = 0; s < board.shardCount(); s++) {
            while (!board.lost.get(s) && board.replicas[s].length < board.replicasWanted) {
                int candidate = leastLoaded(s, true);
                candidate = candidate < 0 ? leastLoaded(s, false) : candidate;
                if (candidate < 0) {
                    break;
                }
                board.add(s, candidate);
            }
        }
    }

    private int firstOwner(int shard) {
        int best = -1;
        double bestScore = 0;
        for (int m = 0; m < board.memberCount(); m++) {
            if (board.owners[m] < Math.ceil(board.ownerShare[m])) {
                double score = board.hash.score(m, shard);
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
        for (int m = 0; m < board.memberCount(); m++) {
            if (!board.members.get(m).hosts()
                    || board.held[m].get(shard)
                    || (ownZone && board.zoneTaken(shard, m, -1))) {
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
        double a = board.loads[first] / board.loadShare[first];
        double b = board.loads[second] / board.loadShare[second];
        return a > b || (a == b && board.hash.score(second, shard) > board.hash.score(first, shard));
    }

    /// Moves backups from members with too many replicas to members with too few.
    void evenOut() {
        while (moveOneReplica(true) || moveOneReplica(false)) {
            // Each turn takes one from the fullest and gives it to the emptiest, so the sum of the surpluses
            // falls.
        }
    }

    private boolean moveOneReplica(boolean fromOver) {
        for (int giver : board.byRoom(board.loads, board.loadShare, false)) {
            boolean over = board.loads[giver] > Math.ceil(board.loadShare[giver]);
            if (fromOver ? !over : board.loads[giver] <= Math.floor(board.loadShare[giver])) {
                continue;
            }
            for (int taker : board.byRoom(board.loads, board.loadShare, true)) {
                boolean room = fromOver
                        ? board.loads[taker] < Math.ceil(board.loadShare[taker])
                        : board.loads[taker] < Math.floor(board.loadShare[taker]);
                int shard = room ? wantedBackup(giver, taker) : -1;
                if (shard >= 0) {
                    board.remove(shard, giver);
                    board.add(shard, taker);
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
        for (int s = board.held[giver].nextSetBit(0); s >= 0; s = board.held[giver].nextSetBit(s + 1)) {
            boolean worseZone = board.zoneTaken(s, taker, giver) && !board.zoneTaken(s, giver, giver);
            if (board.owned[giver].get(s) || board.held[taker].get(s) || worseZone) {
                continue;
            }
            double score = board.hash.score(taker, s);
            if (best < 0 || score > bestScore) {
                best = s;
                bestScore = score;
            }
        }
        return best;
    }
}
