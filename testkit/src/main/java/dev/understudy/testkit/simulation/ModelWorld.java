package dev.understudy.testkit.simulation;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/// A state of a searched grid under construction: numbers of node states, of the judge's state, and of what is
/// on its way. Mutable; packed into an array for keeping.
final class ModelWorld {
    static final int DEAD = -1;

    private static final int NODES = Scope.NODES;
    private static final int JUDGE = NODES;
    private static final int GRANTED = NODES + 1;
    private static final int BUDGETS = 2 * NODES + 1;
    private static final int PENDING = BUDGETS + 1;

    /// Number of each node's state, or [#DEAD].
    final int[] nodes = new int[NODES];
    /// Steps of the clock for which each node's lease, as a majority granted it, still runs.
    final int[] granted = new int[NODES];
    final boolean[] frozen = new boolean[NODES];
    int judge;
    int crashes;
    int freezes;
    int quanta;
    private int[] pending = new int[16];
    private int count;

    static ModelWorld of(int[] packed) {
        var world = new ModelWorld();
        System.arraycopy(packed, 0, world.nodes, 0, NODES);
        world.judge = packed[JUDGE];
        System.arraycopy(packed, GRANTED, world.granted, 0, NODES);
        int budgets = packed[BUDGETS];
        world.quanta = budgets & 0xff;
        world.crashes = (budgets >> 8) & 0xf;
        world.freezes = (budgets >> 12) & 0xf;
        for (int n = 0; n < NODES; n++) {
            world.frozen[n] = ((budgets >> (16 + n)) & 1) == 1;
        }
        world.count = packed.length - PENDING;
        world.pending = Arrays.copyOfRange(packed, PENDING, PENDING + Math.max(16, world.count + 8));
        return world;
    }

    int[] pack() {
        var packed = new int[PENDING + count];
        System.arraycopy(nodes, 0, packed, 0, NODES);
        packed[JUDGE] = judge;
        System.arraycopy(granted, 0, packed, GRANTED, NODES);
        int budgets = quanta | (crashes << 8) | (freezes << 12);
        for (int n = 0; n < NODES; n++) {
            budgets |= frozen[n] ? 1 << (16 + n) : 0;
        }
        packed[BUDGETS] = budgets;
        System.arraycopy(pending, 0, packed, PENDING, count);
        return packed;
    }

    boolean isUp(int node) {
        return nodes[node] != DEAD;
    }

    boolean runs(int node) {
        return isUp(node) && !frozen[node];
    }

    int[] pending() {
        return Arrays.copyOf(pending, count);
    }

    /// Puts something on its way, behind all whose place is not after its own; what is on its way already is there
    /// once.
    ///
    /// @param place where a number belongs among those that are on their way
    void add(int number, IntUnaryOperator place) {
        int own = place.applyAsInt(number);
        int at = count;
        for (int i = 0; i < count; i++) {
            if (pending[i] == number) {
                return;
            }
            if (at == count && place.applyAsInt(pending[i]) > own) {
                at = i;
            }
        }
        if (count == pending.length) {
            pending = Arrays.copyOf(pending, 2 * count);
        }
        System.arraycopy(pending, at, pending, at + 1, count - at);
        pending[at] = number;
        count++;
    }

    void remove(int number) {
        for (int at = 0; at < count; at++) {
            if (pending[at] == number) {
                System.arraycopy(pending, at + 1, pending, at, count - at - 1);
                count--;
                return;
            }
        }
    }
}
