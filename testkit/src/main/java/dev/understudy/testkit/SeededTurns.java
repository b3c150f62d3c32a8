package dev.understudy.testkit;

import dev.understudy.actor.internal.TurnQueue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.random.RandomGenerator;

/// Turns in an order drawn at random: each of those that wait may be next, so over many seeds everything happens that
/// could happen with threads between two messages. For one thread.
final class SeededTurns implements TurnQueue {

    private static final int REMEMBERED = 30;

    private final RandomGenerator random;
    private final List<Runnable> waiting = new ArrayList<>();
    private final Deque<String> latest = new ArrayDeque<>();
    private long done;

    SeededTurns(RandomGenerator random) {
        this.random = random;
    }

    @Override
    public void add(Runnable turn) {
        waiting.add(turn);
    }

    /// Runs one turn.
    ///
    /// @return false if none waits
    boolean step() {
        if (waiting.isEmpty()) {
            return false;
        }
        int drawn = random.nextInt(waiting.size());
        var turn = waiting.get(drawn);
        // The last one fills the gap: the order in the list means nothing.
        waiting.set(drawn, waiting.getLast());
        waiting.removeLast();
        done++;
        if (latest.size() == REMEMBERED) {
            latest.removeFirst();
        }
        latest.addLast(turn.toString());
        turn.run();
        return true;
    }

    @Override
    public void settle() {
        while (step()) {
            // One turn may add others.
        }
    }

    /// How many turns were run so far.
    long done() {
        return done;
    }

    /// Whose turns were run last, the latest at the end.
    List<String> latest() {
        return List.copyOf(latest);
    }
}
