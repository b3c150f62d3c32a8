package dev.understudy.actor;

import dev.understudy.actor.internal.Watcher;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What most actors don't have and so don't pay for, made when first used; the owner's, but for the name.
final class CellExtras<M> {

    private final ActorCell<M> cell;
    final @Nullable String name;

    @Nullable
    Children children;

    @Nullable
    Supervision supervision;

    @Nullable
    Watching<M> watching;

    @Nullable
    Front front;

    @Nullable
    CellStash<M> stash;

    @Nullable
    CellTimers<M> timers;

    @Nullable
    ReceiveTimeout<M> receiveTimeout;

    @Nullable
    CellTurn<M> turn;

    @Nullable
    Draining draining;

    private @Nullable List<Watcher> watchers;
    /// The recipe of the child spawned last, likely to be that of the next.
    private @Nullable Recipe<?> lastRecipe;
    /// What this actor is being halted for.
    @Nullable
    Throwable haltCause;
    /// Why this actor stops.
    Signal.Cause stopCause = new Signal.Cause.Stopped();
    /// Whether this actor was ever taken from its thread.
    boolean detached;
    long processed;
    /// Stages of which this actor has asked for the outcome and not got it.
    int stages;

    CellExtras(ActorCell<M> cell, @Nullable String name) {
        this.cell = cell;
        this.name = name;
    }

    Children children() {
        if (children == null) {
            children = new Children();
        }
        return children;
    }

    Supervision supervision() {
        if (supervision == null) {
            supervision = new Supervisor(cell);
        }
        return supervision;
    }

    /// Changes how the children are supervised.
    void supervise(SupervisorStrategy strategy) {
        if (supervision() instanceof Supervisor supervisor) {
            supervisor.strategy(strategy);
        }
    }

    Watching<M> watching() {
        if (watching == null) {
            watching = new Watching<>(cell);
        }
        return watching;
    }

    Front front() {
        if (front == null) {
            front = new Front();
        }
        return front;
    }

    CellStash<M> stash() {
        if (stash == null) {
            stash = new CellStash<>(cell);
        }
        return stash;
    }

    CellTimers<M> timers() {
        if (timers == null) {
            timers = new CellTimers<>(cell);
        }
        return timers;
    }

    CellTurn<M> turn() {
        if (turn == null) {
            turn = new CellTurn<>(cell);
        }
        return turn;
    }

    void addWatcher(Watcher watcher) {
        if (watchers == null) {
            watchers = new ArrayList<>(1);
        }
        removeWatcher(watcher);
        watchers.add(watcher);
    }

    void removeWatcher(Watcher watcher) {
        if (watchers != null) {
            watchers.removeIf(other -> isSame(other, watcher));
        }
    }

    void tellWatchers(Signal.Terminated terminated) {
        if (watchers != null) {
            watchers.forEach(watcher -> watcher.terminated(terminated));
            watchers = null;
        }
    }

    @SuppressWarnings("unchecked") // a recipe is kept with the factory it was made from
    <C> Recipe<C> recipeOf(BehaviorFactory<C> factory) {
        var last = lastRecipe;
        if (last != null && isSame(last.factory, factory)) {
            return (Recipe<C>) last;
        }
        var made = new Recipe<>(cell.system(), Props.of(factory));
        lastRecipe = made;
        return made;
    }

    @SuppressWarnings("ReferenceEquality") // watchers and factories are told apart by identity: both may be lambdas
    private static boolean isSame(Object one, Object other) {
        return one == other;
    }

    /// Undoes what the behavior had set up through its context.
    void undoContext() {
        if (timers != null) {
            timers.end();
        }
        if (receiveTimeout != null) {
            receiveTimeout.end();
            receiveTimeout = null;
        }
        if (watching != null) {
            watching.removeAll();
        }
        supervision = null;
    }
}
