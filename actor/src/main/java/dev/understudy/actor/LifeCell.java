package dev.understudy.actor;

import static java.util.Objects.requireNonNull;

import dev.understudy.actor.internal.Inspection;
import dev.understudy.actor.internal.Leftover;
import dev.understudy.actor.internal.Watcher;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The life of one actor, from its first behavior to the end of its last, and its family: what it is told by the
/// system lane.
///
/// ```text
///            factory returns              fails                    verdict: resume
///  STARTING ─────────────────▶ (running) ───────▶ SUSPENDED ───────────────────────▶ (running)
///   │   ▲ │                        │                 │
///   │   │ └── fails: SUSPENDED ────┼─────────────────┤ verdict: restart, or a sibling's
///   │   │                          └─────────────────▼
///   │   │  recreate                      HALTING ──▶ HALTED        children stop, PreRestart, then wait for
///   │   └──────────────────────────────────────────────┘           the backoff and the siblings' turn
///   │                               stop, at any time
///   └──────────────────────────────────────────────────▶ STOPPING ──▶ TERMINATED
///                                                         children stop, PostStop
/// ```
///
/// The running actor is `state == 0`. While STARTING, SUSPENDED, HALTING or HALTED user messages are put aside,
/// in order, and come first when it runs again; while STOPPING or TERMINATED they become dead letters. A
/// terminated cell thus needs no sender to know that it is: it stays a cell that turns whatever it is sent into
/// dead letters.
///
/// *Quarantine:* an actor whose thread is stuck in its code can be taken from that thread (see [Grip]). Its old
/// behavior belongs to that thread for ever; the actor is QUARANTINED, which holds messages like a suspension,
/// until it is released, and that is a failure for its supervisor to decide upon. If it was stuck while halting
/// or stopping, it goes on with that at once.
abstract class LifeCell<M> extends FamilyCell<M> {

    /// So many waiting messages are worth a warning: some megabytes at least, and more than a burst that an actor
    /// catches up with in a tenth of a second.
    static final int HIGH_WATER = 100_000;

    private static final Logger log = LoggerFactory.getLogger(LifeCell.class);

    LifeCell(Recipe<M> recipe, @Nullable ActorCell<?> parent, @Nullable String name) {
        super(recipe, parent, name);
    }

    RestartType restartType() {
        return recipe.restartType;
    }

    @Override
    void start(Grip grip) {
        boolean awaited = (state & HALTED) != 0;
        state = (state & ~HALTED) | STARTING;
        Behavior<M> made = null;
        Throwable failure = null;
        grip.enter();
        try {
            made = requireNonNull(recipe.factory.create(new CellContext<>(self())), "the behavior made by a factory");
        } catch (Throwable t) {
            failure = t;
        }
        grip.leave();
        if (made == null || failure != null) {
            // What the factory had set up before it threw is undone by the next halt.
            fail(requireNonNull(failure, "failure"));
            return;
        }
        recipe.kindFrom(made);
        behavior = made;
        if ((state & UNBORN) != 0) {
            recipe.kind().started.increment();
            new FlightRecords.Start().commitFor(self());
        } else {
            recipe.kind().restarted.increment();
            new FlightRecords.Restart().commitFor(self());
        }
        state &= ~(HOLDING | UNBORN);
        if (parent != null && (awaited || parent.awaitsFirstStart())) {
            parent.enqueueSystem(new SystemMessage.Started(self()));
        }
        afterTurn();
    }

    /// This actor has failed, by itself or by what its children escalate; its supervisor decides.
    @Override
    void fail(Throwable failure) {
        if ((state & ENDING) != 0) {
            log.warn("{} failed while stopping", this, failure);
            return;
        }
        state |= SUSPENDED;
        recipe.kind().failed.increment();
        new FlightRecords.Failure(failure).commitFor(self());
        parent().enqueueSystem(new SystemMessage.Failed(self(), failure, hasBehavior()));
        if (failure instanceof VirtualMachineError && !(failure instanceof StackOverflowError)) {
            // The supervisor decides about the actor; whether the process is to go on is decided where threads
            // end.
            var thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
        }
    }

    /// Whether there is a behavior to go on with after a failure.
    boolean hasBehavior() {
        return behavior != null;
    }

    @Override
    void onSystem(SystemMessage message, Grip grip) {
        switch (message) {
            case SystemMessage.Stop(var cause) -> beginStop(cause);
            case SystemMessage.Resume() -> resume();
            case SystemMessage.Halt(var failure) -> beginHalt(failure);
            case SystemMessage.Recreate() -> {
                if ((state & HALTED) != 0) {
                    start(grip);
                }
            }
            case SystemMessage.Release(var failure) -> {
                if ((state & QUARANTINED) != 0) {
                    state &= ~QUARANTINED;
                    fail(failure);
                }
            }
            case SystemMessage.OfChild ofChild -> onChild(ofChild);
            case SystemMessage.News news -> onNews(news);
            case SystemMessage.BackoffOver(var group) -> {
                if ((state & CHILDLESS) == 0) {
                    extras().supervision().backoffOver(group);
                }
            }
            case SystemMessage.Adopt(var child) -> adopt(child);
            case SystemMessage.Watch(var watcher) -> watchedBy(watcher);
            case SystemMessage.Unwatch(var watcher) -> {
                if (extras instanceof CellExtras<?> more) {
                    more.removeWatcher(watcher);
                }
            }
            case SystemMessage.Gauge() -> gauge();
            case SystemMessage.Count(var taker) -> report(taker);
            case SystemMessage.Inspect(var answer) -> answer.complete(inspection());
            case SystemMessage.Drain(var answer, var late) -> beginDrain(answer, late);
        }
    }

    /// What became of the actor in whose place this one stands, if it stands in anybody's.
    void onNews(SystemMessage.News news) {
        throw new IllegalStateException("a bug of the library: " + this + " stands in for nobody, and hears " + news);
    }

    void resume() {
        if ((state & SUSPENDED) != 0 && (state & (CHILDLESS | QUARANTINED)) == 0) {
            state &= ~SUSPENDED;
            if (extras instanceof CellExtras<?> more && more.supervision != null) {
                more.supervision.resumed();
            }
            afterTurn();
        }
    }

    private void beginHalt(Throwable cause) {
        if ((state & HALTED) != 0) {
            parent().enqueueSystem(new SystemMessage.Halted(self()));
        } else if ((state & CHILDLESS) == 0) {
            extras().haltCause = cause;
            state |= HALTING;
            endNext();
        }
    }

    @Override
    void beginStop(Signal.Cause cause) {
        if ((state & ENDING) == 0) {
            if (!(cause instanceof Signal.Cause.Stopped)) {
                extras().stopCause = cause;
            }
            state = (state & LASTING) | STOPPING;
            ending();
            endNext();
        }
    }

    /// From here on no message will be handled.
    void ending() {}

    private void beginDrain(CompletableFuture<Leftover> answer, Consumer<Object> late) {
        if ((state & ENDING) != 0) {
            answer.complete(Leftover.NONE);
            return;
        }
        extras().draining = new Draining(answer, late);
        if (extras().stages == 0) {
            beginStop(new Signal.Cause.Stopped());
            return;
        }
        state |= DRAINING;
        if (extras().front != null) {
            extras().front.takeOutcomes(outcome -> enqueue(outcome, Node.SELF));
        }
    }

    /// Stops the next children, or, when all have stopped, ends this actor's behavior.
    void endNext() {
        if (extras instanceof CellExtras<?> more && more.children != null && !more.children.isEmpty()) {
            more.children.stopWave();
        } else if ((state & STOPPING) != 0) {
            terminate();
        } else {
            finishHalt();
        }
    }

    final Throwable haltCause() {
        return requireNonNull(extras().haltCause, "haltCause");
    }

    /// Why this actor has stopped; to its parent, once it has.
    final Signal.Cause stopCause() {
        return extras instanceof CellExtras<?> more ? more.stopCause : new Signal.Cause.Stopped();
    }

    final void finishHalt() {
        var more = extras();
        endBehavior(new Signal.PreRestart(haltCause()));
        more.undoContext();
        more.haltCause = null;
        state = (state & (LASTING | FRONT | DRAINING)) | HALTED;
        if (more.stash != null) {
            putInFront(more.stash.takeAll());
        }
        parent().enqueueSystem(new SystemMessage.Halted(self()));
    }

    /// The last thing a behavior hears. What it throws then can't be decided upon any more, so it is logged.
    private void endBehavior(Signal last) {
        var ended = behavior;
        behavior = null;
        if (ended != null) {
            var grip = Grip.current();
            grip.enter();
            try {
                ended.onSignal(last);
            } catch (Throwable t) {
                log.warn("{} failed on its last signal, {}", this, last, t);
            }
            grip.leave();
        }
    }

    final void terminate() {
        boolean wasQuarantined = extras instanceof CellExtras<?> more && more.detached;
        endBehavior(new Signal.PostStop());
        if ((state & UNBORN) == 0) {
            recipe.kind().stopped.increment();
            new FlightRecords.Stop().commitFor(self());
        }
        state = (state & INTERCEPTED) | TERMINATED;
        if (isTopLevel()) {
            recipe.system.freed(self());
        }
        if (wasQuarantined) {
            recipe.system.watchdog().forget(self());
        }
        if (extras instanceof CellExtras<?>) {
            var more = extras();
            handOver(more);
            more.undoContext();
        }
        // Before the watchers hear of it: a parent that does may start another child of this name at once.
        if (parent != null) {
            parent.enqueueSystem(new SystemMessage.Gone(self()));
        } else {
            recipe.system.rootGone();
        }
        if (extras instanceof CellExtras<?> more) {
            more.tellWatchers(new Signal.Terminated(self(), more.stopCause));
        }
    }

    /// Gives what has not been processed to whoever drains this actor, or makes it dead letters.
    private void handOver(CellExtras<M> more) {
        var stashed = more.stash == null ? List.<M>of() : more.stash.takeAll();
        if (more.front != null) {
            more.front.takeAll(this::unwanted);
        }
        if (more.draining != null) {
            more.draining.addRest(stashed, more.timers == null ? List.of() : more.timers.leftover());
            // What was sent before now stands before this in the mailbox.
            enqueue(more.draining, Node.SELF);
        } else {
            for (var message : stashed) {
                undelivered(requireNonNull(message), Node.PLAIN, DeadLetter.Reason.ACTOR_STOPPED);
            }
        }
    }

    @Override
    void onDetached() {
        // The thread may be within any of these for ever.
        behavior = null;
        extras().turn = null;
        extras().detached = true;
        if ((state & (HALTING | STOPPING)) != 0) {
            endNext();
        } else {
            state |= QUARANTINED;
        }
    }

    private void onChild(SystemMessage.OfChild news) {
        var child = news.child();
        var more = extras();
        if (!more.children().contains(child)) {
            return;
        }
        boolean ending = (state & CHILDLESS) != 0;
        switch (news) {
            case SystemMessage.Gone _ -> {
                more.children().remove(child, child.name());
                if (more.supervision != null) {
                    if (ending) {
                        more.supervision.goneAtTheEnd(child);
                    } else {
                        more.supervision.gone(child);
                    }
                }
                if (ending && more.children().waveIsOver()) {
                    endNext();
                }
            }
            // While this actor ends its behavior, its children are being stopped anyway.
            case SystemMessage.Failed failed when !ending -> more.supervision().failed(failed);
            case SystemMessage.Halted _ when !ending -> more.supervision().halted(child);
            case SystemMessage.Started _ when !ending -> more.supervision().started(child);
            default -> {}
        }
    }

    private void watchedBy(Watcher watcher) {
        if ((state & TERMINATED) != 0) {
            watcher.terminated(new Signal.Terminated(self(), stopCause()));
        } else {
            extras().addWatcher(watcher);
        }
    }

    private void gauge() {
        if (waiting(HIGH_WATER) == HIGH_WATER) {
            log.warn(
                    "{} has at least {} messages waiting: its senders are faster than it is, and its mailbox has no"
                            + " bound (Props.mailbox)",
                    this,
                    HIGH_WATER);
            new FlightRecords.HighWater().commitFor(self());
        }
    }

    private Inspection inspection() {
        int waiting = waiting(Integer.MAX_VALUE);
        boolean suspended = (state & HOLDING) != 0;
        if (!(extras instanceof CellExtras<?> more)) {
            return new Inspection(waiting, 0, 0, -1, suspended);
        }
        return new Inspection(
                waiting + (more.front == null ? 0 : more.front.size()),
                more.stash == null ? 0 : more.stash.size(),
                more.children == null ? 0 : more.children.count(),
                recipe.interceptor == null ? -1 : more.processed,
                suspended);
    }
}
