package dev.understudy.sharding.ownership;

import java.util.ArrayDeque;
import java.util.Arrays;

/// Moves ownership on a [PlacementBoard] from members with too much to members with too little.
///
/// *Augmenting paths.* Swapping roles in a shard moves ownership from its owner to one of its backups. From a
/// member with too many the search goes breadth-first over such swaps to a member with too few, so the shortest
/// chain is taken, and only roles change.
final class OwnerBalance {
    private final PlacementBoard board;

    OwnerBalance(PlacementBoard board) {
        this.board = board;
    }

    /// Swaps roles of owner and backup until no chain of swaps makes the owners more even.
    void evenOut() {
        for (int m = 0; m < board.memberCount(); m++) {
            while (board.owners[m] > Math.ceil(board.ownerShare[m]) && pushOwnership(m)) {
                // Each chain takes one shard from m and leaves every other member within its ceiling.
            }
        }
        for (int m = 0; m < board.memberCount(); m++) {
            while (board.owners[m] < Math.floor(board.ownerShare[m]) && pullOwnership(m)) {
                // Each chain gives one shard to m and leaves every other member at its floor or above.
            }
        }
    }

    /// A chain of swaps from a member to one that is below its ceiling.
    private boolean pushOwnership(int from) {
        int n = board.memberCount();
        var via = new int[n];
        var parent = new int[n];
        Arrays.fill(parent, -1);
        parent[from] = from;
        var queue = new ArrayDeque<Integer>();
        queue.add(from);
        while (!queue.isEmpty()) {
            int m = queue.remove();
            for (int s = board.owned[m].nextSetBit(0); s >= 0; s = board.owned[m].nextSetBit(s + 1)) {
                for (int i = 1; i < board.replicas[s].length; i++) {
                    int b = board.replicas[s][i];
                    if (parent[b] >= 0) {
                        continue;
                    }
                    parent[b] = m;
                    via[b] = s;
                    if (board.owners[b] < Math.ceil(board.ownerShare[b])) {
                        for (int at = b; at != from; at = parent[at]) {
                            board.swap(via[at], at);
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
        int n = board.memberCount();
        var via = new int[n];
        var next = new int[n];
        Arrays.fill(next, -1);
        next[to] = to;
        var queue = new ArrayDeque<Integer>();
        queue.add(to);
        while (!queue.isEmpty()) {
            int m = queue.remove();
            for (int s = board.held[m].nextSetBit(0); s >= 0; s = board.held[m].nextSetBit(s + 1)) {
                int a = board.replicas[s][0];
                if (next[a] >= 0) {
                    continue;
                }
                next[a] = m;
                via[a] = s;
                if (board.owners[a] > Math.floor(board.ownerShare[a])) {
                    for (int at = a; at != to; at = next[at]) {
                        board.swap(via[at], next[at]);
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
    void moveCold() {
        while (moveOneOwner(true) || moveOneOwner(false)) {
            // The sum of the surpluses falls with each turn.
        }
    }

    private boolean moveOneOwner(boolean fromOver) {
        for (int giver : board.byRoom(board.owners, board.ownerShare, false)) {
            boolean over = board.owners[giver] > Math.ceil(board.ownerShare[giver]);
            if (fromOver ? !over : board.owners[giver] <= Math.floor(board.ownerShare[giver])) {
                return false;
            }
            for (int taker : board.byRoom(board.owners, board.ownerShare, true)) {
                boolean room = fromOver
                        ? board.owners[taker] < Math.ceil(board.ownerShare[taker])
                        : board.owners[taker] < Math.floor(board.ownerShare[taker]);
                int shard = room ? wantedOwnership(giver, taker) : -1;
                if (shard >= 0) {
                    if (!board.held[taker].get(shard)) {
                        board.add(shard, taker);
                        board.swap(shard, taker);
                        board.remove(shard, giver);
                    } else {
                        board.swap(shard, taker);
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
        for (int s = board.owned[giver].nextSetBit(0); s >= 0; s = board.owned[giver].nextSetBit(s + 1)) {
            if (!board.held[taker].get(s) && board.zoneTaken(s, taker, giver) && !board.zoneTaken(s, giver, giver)) {
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
