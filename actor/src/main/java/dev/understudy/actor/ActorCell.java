package dev.understudy.actor;

import static java.util.Objects.requireNonNull;

import dev.understudy.actor.internal.Envelope;
import dev.understudy.actor.internal.Inspection;
import dev.understudy.actor.internal.InternalRef;
import dev.understudy.actor.internal.Leftover;
import dev.understudy.actor.internal.LocalActor;
import dev.understudy.actor.internal.Watcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One actor: its ref, and its life from the first turn to the last, on top of [MailboxCell].
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
///
/// *Footprint:* header, five words here and four in [MailboxCell] make 48 bytes; all that most actors lack sits
/// behind `extras`, which is the name alone while there is nothing else. Paths are computed.
class ActorCell<M> extends MailboxCell implements InternalRef<M>, LocalActor, Watcher {

    private static final Logger log = LoggerFactory.getLogger(ActorCell.class);

    private static final int STARTING = 1;
    private static final int SUSPENDED = 1 << 1;
    private static final int HALTING = 1 << 2;
    private static final int HALTED = 1 << 3;
    private static final int QUARANTINED = 1 << 4;
    private static final int STOPPING = 1 << 5;
    private static final int TERMINATED = 1 << 6;
    /// `context.stop()` was called; carried out after the turn, or when a failure of that turn is resumed.
    private static final int STOP_ASKED = 1 << 7;
    /// `front` is not empty.
    private static final int FRONT = 1 << 8;
    /// The recipe has an interceptor.
    private static final int INTERCEPTED = 1 << 9;
    /// Has a receive timeout.
    private static final int TIMED = 1 << 10;
    /// Has never had a behavior.
    private static final int UNBORN = 1 << 11;

    /// What is true of an actor however it ends.
    private static final int LASTING = INTERCEPTED | UNBORN;

    private static final int HOLDING = STARTING | SUSPENDED | HALTING | HALTED | QUARANTINED;
    private static final int ENDING = STOPPING | TERMINATED;
    /// The behavior is ending or has ended, so there is nobody to have children.
    private static final int CHILDLESS = HALTING | HALTED | ENDING;

    private final Recipe<M> recipe;
    private final @Nullable ActorCell<?> parent;
    private @Nullable Behavior<M> behavior;
    /// Null, the name alone, or [CellExtras].
    private @Nullable Object extras;
    /// The place among the parent's children; the parent's.
    int index;

    ActorCell(Recipe<M> recipe, @Nullable ActorCell<?> parent, @Nullable String name) {
        this.recipe = recipe;
        this.parent = parent;
        this.extras = name;
        this.state = STARTING | UNBORN | (recipe.interceptor == null ? 0 : INTERCEPTED);
        enqueueFirst(this, Node.START);
    }

    // ---- the ref: any thread ----

    @Override
    public void tell(M message) {
        enqueue(requireNonNull(message, "message"), Node.PLAIN);
    }

    @Override
    public void tellEnvelope(Envelope envelope) {
        enqueue(envelope, Node.ENVELOPE);
    }

    @Override
    public void signal(Signal signal) {
        enqueue(signal, Node.SIGNAL);
    }

    void tellSelf(SelfMessage<M> message) {
        enqueue(message, Node.SELF);
    }

    /// What came through an adapter.
    void tellAdapted(SelfMessage<M> message) {
        tellSelf(message);
    }

    @Override
    public void addWatcher(Watcher watcher) {
        enqueueSystem(new SystemMessage.Watch(watcher));
    }

    @Override
    public void removeWatcher(Watcher watcher) {
        enqueueSystem(new SystemMessage.Unwatch(watcher));
    }

    /// As a watcher of others.
    @Override
    public void terminated(Signal.Terminated terminated) {
        signal(terminated);
    }

    @Override
    public void stop() {
        stop(new Signal.Cause.Stopped());
    }

    void stop(Signal.Cause cause) {
        enqueueSystem(new SystemMessage.Stop(cause));
        recipe.dispatch.endAsked(this);
    }

    void halt(Throwable failure) {
        enqueueSystem(new SystemMessage.Halt(failure));
        recipe.dispatch.endAsked(this);
    }

    @Override
    public CompletableFuture<Leftover> drain(Consumer<Object> late) {
        var answer = new CompletableFuture<Leftover>();
        enqueueSystem(new SystemMessage.Drain(answer, late));
        recipe.dispatch.endAsked(this);
        return answer;
    }

    @Override
    public CompletableFuture<Inspection> inspect() {
        var answer = new CompletableFuture<Inspection>();
        enqueueSystem(new SystemMessage.Inspect(answer));
        return answer;
    }

    @Override
    public boolean isIdle() {
        return mailboxIsIdle();
    }

    @Override
    public int mailboxDepth() {
        return -1;
    }

    @Override
    public Optional<Duration> oldestWaiting() {
        return Optional.empty();
    }

    @Override
    public ActorSystem system() {
        return recipe.system;
    }

    @Nullable
    String name() {
        return switch (extras) {
            case String name -> name;
            case CellExtras<?> more -> more.name;
            case null, default -> null;
        };
    }

    @Override
    public String path() {
        if (parent == null) {
            return "/";
        }
        var name = name();
        var above = parent.parent == null ? "" : parent.path();
        return above + "/" + (name != null ? name : "$" + Integer.toHexString(System.identityHashCode(this)));
    }

    @Override
    public String toString() {
        return path();
    }

    /// What it is counted under.
    String kind() {
        return recipe.kind().name;
    }

    /// Whether its children get copies of what they are sent.
    boolean copies() {
        return false;
    }

    RestartType restartType() {
        return recipe.restartType;
    }

    /// Whether it is the root, `/system` or `/user`.
    boolean isGuardian() {
        return parent == null || parent.parent == null;
    }

    private boolean isTopLevel() {
        return parent != null && parent.isGuardian() && parent.parent != null;
    }

    @SuppressWarnings("ReferenceEquality") // a cell is itself and nothing else
    boolean isChildOf(ActorCell<?> other) {
        return parent == other;
    }

    // ---- the engine's side ----

    @Override
    void schedule(@Nullable Worker sender) {
        recipe.dispatch.schedule(this, sender);
    }

    @Override
    void requeue(@Nullable Worker worker) {
        recipe.dispatch.requeue(this, worker);
    }

    @Override
    void processed(@Nullable Worker worker, int messages) {
        if (messages > 0) {
            recipe.dispatch.count(worker, recipe.kind().id, messages);
            if (extras instanceof CellExtras<?> more) {
                more.processed += messages;
            }
        }
    }

    @Override
    @SuppressWarnings("unchecked") // the sender holds an ActorRef<M>
    void deliver(Object message, Grip grip) {
        Throwable failure = null;
        grip.enter();
        try {
            receive((M) message);
        } catch (Throwable t) {
            failure = t;
        }
        grip.leave();
        if (failure != null) {
            fail(failure);
        }
        if (state != 0) {
            afterTurn();
        }
    }

    /// Hands a message to the behavior, within a turn.
    void receive(M message) throws Exception {
        behavior().receive(message);
    }

    private Behavior<M> behavior() {
        var current = behavior;
        if (current == null) {
            throw new IllegalStateException("a bug of the library: " + this + " runs without a behavior");
        }
        return current;
    }

    @Override
    void deliverSpecial(Object message, int flags, Grip grip) {
        if (flags == Node.START) {
            if ((state & (CHILDLESS | QUARANTINED)) == 0) {
                start(grip);
            }
        } else if ((state & ENDING) != 0) {
            unwanted(message, flags);
        } else if ((state & (HOLDING | FRONT)) != 0) {
            extras().front().addLast(message, flags);
            state |= FRONT;
        } else {
            turn(message, flags, grip);
        }
    }

    @Override
    boolean hasFront() {
        return (state & (FRONT | HOLDING | ENDING)) == FRONT;
    }

    @Override
    void deliverFront(Grip grip) {
        var front = extras().front();
        front.takeFirst((message, flags) -> {
            if (front.isEmpty()) {
                state &= ~FRONT;
            }
            turn(message, flags, grip);
        });
    }

    /// One turn that is not the plain case.
    private void turn(Object message, int flags, Grip grip) {
        Throwable failure = null;
        grip.enter();
        try {
            turnOf(message, flags, grip);
        } catch (Throwable t) {
            failure = t;
        }
        grip.leave();
        grip.envelope = null;
        grip.deadlineNanos = Envelope.NO_DEADLINE;
        if (failure != null) {
            fail(failure);
        }
        if (state != 0) {
            afterTurn();
        }
    }

    private void turnOf(Object message, int flags, Grip grip) throws Exception {
        switch (flags) {
            case Node.PLAIN -> turn(message);
            case Node.ENVELOPE -> turnOf((Envelope) message, grip);
            case Node.SIGNAL -> turnOf((Signal) message);
            case Node.PLACE -> {
                var next = next();
                if (next != null) {
                    turnOf(next.message(), next.flags(), grip);
                }
            }
            default -> turnOf((SelfMessage<?>) message, grip);
        }
    }

    /// What stands behind a place in the queue, where messages wait elsewhere; null if nothing does any more.
    Backlog.@Nullable Entry next() {
        throw new IllegalStateException("a bug of the library: " + this + " has no places in its queue");
    }

    @SuppressWarnings("unchecked") // the sender holds an ActorRef<M>
    private void turn(Object message) throws Exception {
        if ((state & TIMED) != 0 && extras().receiveTimeout != null) {
            extras().receiveTimeout.heard();
        }
        var interceptor = recipe.interceptor;
        if (interceptor != null) {
            extras().turn().take(message, interceptor);
        } else {
            receive((M) message);
        }
    }

    private void turnOf(Envelope envelope, Grip grip) throws Exception {
        var refusal = envelope.refusal();
        if (refusal != null) {
            undelivered(envelope, Node.ENVELOPE, refusal);
        } else {
            grip.envelope = envelope;
            turn(recipe.interceptor != null ? envelope : envelope.message());
        }
    }

    private void turnOf(Signal signal) throws Exception {
        if (signal instanceof Signal.Terminated terminated) {
            extras().watching().ended(terminated, behavior());
        } else {
            behavior().onSignal(signal);
        }
    }

    @SuppressWarnings("unchecked") // only the actor itself puts these into its mailbox
    private void turnOf(SelfMessage<?> message, Grip grip) throws Exception {
        switch ((SelfMessage<M>) message) {
            case SelfMessage.Adapted<?, M> adapted -> turn(adapted.open());
            case SelfMessage.AdaptedEnvelope<?, M> adapted -> {
                var refusal = adapted.envelope().refusal();
                if (refusal != null) {
                    undelivered(adapted.envelope(), Node.ENVELOPE, refusal);
                } else {
                    grip.envelope = adapted.envelope();
                    turn(adapted.open());
                }
            }
            case SelfMessage.Piped<?, M> piped -> {
                grip.deadlineNanos = piped.deadlineNanos();
                turn(piped.open());
            }
            case SelfMessage.Errand<M>(var action) -> action.run();
            case SelfMessage.Fired<M>(var timer) -> {
                var due = extras().timers().fired(timer);
                if (due != null) {
                    turn(due);
                }
            }
            case SelfMessage.Silence<M>(var timeout) -> {
                var due = extras().receiveTimeout == timeout ? timeout.due() : null;
                if (due != null) {
                    receive(due);
                }
            }
        }
    }

    private void afterTurn() {
        if ((state & STOP_ASKED) != 0 && (state & (SUSPENDED | CHILDLESS)) == 0) {
            state &= ~STOP_ASKED;
            if (recipe.restartType == RestartType.PERMANENT) {
                fail(new StoppedItselfException(path()));
            } else {
                beginStop(new Signal.Cause.Stopped());
            }
        }
    }

    // ---- the life ----

    private void start(Grip grip) {
        boolean awaited = (state & HALTED) != 0;
        state = (state & ~HALTED) | STARTING;
        Behavior<M> made = null;
        Throwable failure = null;
        grip.enter();
        try {
            made = requireNonNull(recipe.factory.create(new CellContext<>(this)), "the behavior made by a factory");
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
            new FlightRecords.Start().commitFor(this);
        } else {
            recipe.kind().restarted.increment();
            new FlightRecords.Restart().commitFor(this);
        }
        state &= ~(HOLDING | UNBORN);
        if (awaited) {
            parent().enqueueSystem(new SystemMessage.Started(this));
        }
        afterTurn();
    }

    /// This actor has failed, by itself or by what its children escalate; its supervisor decides.
    void fail(Throwable failure) {
        if ((state & ENDING) != 0) {
            log.warn("{} failed while stopping", this, failure);
            return;
        }
        state |= SUSPENDED;
        recipe.kind().failed.increment();
        new FlightRecords.Failure(failure).commitFor(this);
        parent().enqueueSystem(new SystemMessage.Failed(this, failure, behavior != null));
        if (failure instanceof VirtualMachineError && !(failure instanceof StackOverflowError)) {
            // The supervisor decides about the actor; whether the process is to go on is decided where threads
            // end.
            var thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
        }
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
            case SystemMessage.BackoffOver(var group) -> {
                if ((state & CHILDLESS) == 0) {
                    extras().supervisor().backoffOver(group);
                }
            }
            case SystemMessage.Adopt(var child) -> adopt(child);
            case SystemMessage.Watch(var watcher) -> watchedBy(watcher);
            case SystemMessage.Unwatch(var watcher) -> {
                if (extras instanceof CellExtras<?> more) {
                    more.removeWatcher(watcher);
                }
            }
            case SystemMessage.Count(var taker) -> report(taker);
            case SystemMessage.Inspect(var answer) -> answer.complete(inspection());
            case SystemMessage.Drain(var answer, var late) -> beginDrain(answer, late);
        }
    }

    private void resume() {
        if ((state & SUSPENDED) != 0 && (state & (CHILDLESS | QUARANTINED)) == 0) {
            state &= ~SUSPENDED;
            if (extras instanceof CellExtras<?> more && more.supervisor != null) {
                more.supervisor.resumed();
            }
            afterTurn();
        }
    }

    private void beginHalt(Throwable cause) {
        if ((state & HALTED) != 0) {
            parent().enqueueSystem(new SystemMessage.Halted(this));
        } else if ((state & CHILDLESS) == 0) {
            extras().haltCause = cause;
            state |= HALTING;
            endNext();
        }
    }

    private void beginStop(Signal.Cause cause) {
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
        if (extras().front != null) {
            extras().front.takeAll(this::unwanted);
        }
        beginStop(new Signal.Cause.Stopped());
    }

    /// Stops the next children, or, when all have stopped, ends this actor's behavior.
    private void endNext() {
        if (extras instanceof CellExtras<?> more && more.children != null && !more.children.isEmpty()) {
            more.children.stopWave();
        } else if ((state & STOPPING) != 0) {
            terminate();
        } else {
            finishHalt();
        }
    }

    private void finishHalt() {
        var more = extras();
        endBehavior(new Signal.PreRestart(requireNonNull(more.haltCause, "haltCause")));
        more.undoContext();
        more.haltCause = null;
        state = (state & (LASTING | FRONT)) | HALTED;
        if (more.stash != null) {
            putInFront(more.stash.takeAll());
        }
        parent().enqueueSystem(new SystemMessage.Halted(this));
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

    private void terminate() {
        boolean wasQuarantined = extras instanceof CellExtras<?> more && more.detached;
        endBehavior(new Signal.PostStop());
        if ((state & UNBORN) == 0) {
            recipe.kind().stopped.increment();
            new FlightRecords.Stop().commitFor(this);
        }
        state = (state & INTERCEPTED) | TERMINATED;
        if (isTopLevel()) {
            recipe.system.freed(this);
        }
        if (wasQuarantined) {
            recipe.system.watchdog().forget(this);
        }
        if (extras instanceof CellExtras<?>) {
            var more = extras();
            handOver(more);
            more.undoContext();
        }
        // Before the watchers hear of it: a parent that does may start another child of this name at once.
        if (parent != null) {
            parent.enqueueSystem(new SystemMessage.Gone(this));
        } else {
            recipe.system.rootGone();
        }
        if (extras instanceof CellExtras<?> more) {
            more.tellWatchers(new Signal.Terminated(this, more.stopCause));
        }
    }

    /// Gives what has not been processed to whoever drains this actor, or makes it dead letters.
    private void handOver(CellExtras<M> more) {
        var stashed = more.stash == null ? List.<M>of() : more.stash.takeAll();
        if (more.draining != null) {
            more.draining.addRest(stashed, more.timers == null ? List.of() : more.timers.leftover());
            // What was sent before now stands before this in the mailbox.
            enqueue(more.draining, Node.SELF);
        } else {
            if (more.front != null) {
                more.front.takeAll(this::unwanted);
            }
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

    @Override
    void lost(Object message, int flags) {
        undelivered(message, flags, DeadLetter.Reason.QUARANTINED);
    }

    // ---- messages that are not handled ----

    /// Something in the mailbox of an actor that is ending or has ended.
    private void unwanted(Object message, int flags) {
        var draining = extras instanceof CellExtras<?> more ? more.draining : null;
        if (message instanceof Draining done) {
            done.handOver();
        } else if (flags == Node.PLACE) {
            var next = next();
            if (next != null) {
                unwanted(next.message(), next.flags());
            }
        } else if (draining != null && (flags == Node.PLAIN || flags == Node.ENVELOPE)) {
            draining.add(message);
        } else {
            undelivered(message, flags, DeadLetter.Reason.ACTOR_STOPPED);
        }
    }

    /// Makes the message of the present turn a dead letter, with the ask it may have come in.
    void refuse(M message, DeadLetter.Reason reason) {
        var envelope = Grip.current().envelopeOf(message);
        if (envelope != null) {
            undelivered(envelope, Node.ENVELOPE, reason);
        } else {
            undelivered(message, Node.PLAIN, reason);
        }
    }

    /// Makes something a dead letter, if it is a message.
    void undelivered(Object message, int flags, DeadLetter.Reason reason) {
        switch (message) {
            case Envelope envelope
            when flags == Node.ENVELOPE -> {
                publish(envelope.message(), reason);
                envelope.undelivered(this, reason);
            }
            case SelfMessage.Adapted<?, ?> adapted
            when flags == Node.SELF -> publish(requireNonNull(adapted.foreign()), reason);
            case SelfMessage.AdaptedEnvelope<?, ?> adapted
            when flags == Node.SELF -> undelivered(adapted.envelope(), Node.ENVELOPE, reason);
            case SelfMessage.Piped<?, ?> piped when flags == Node.SELF -> publish(piped, reason);
            default -> {
                if (flags == Node.PLAIN) {
                    publish(message, reason);
                }
            }
        }
    }

    private void publish(Object message, DeadLetter.Reason reason) {
        recipe.system.deadLetterChannel().publish(new DeadLetter(message, this, reason));
    }

    // ---- children ----

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
                if (!ending) {
                    if (more.supervisor != null) {
                        more.supervisor.gone(child);
                    }
                } else if (more.children().waveIsOver()) {
                    endNext();
                }
            }
            // While this actor ends its behavior, its children are being stopped anyway.
            case SystemMessage.Failed failed when !ending -> more.supervisor().failed(failed);
            case SystemMessage.Halted _ when !ending -> more.supervisor().halted(child);
            case SystemMessage.Started _ when !ending -> more.supervisor().started(child);
            default -> {}
        }
    }

    private void adopt(ActorCell<?> child) {
        if ((state & TERMINATED) == 0) {
            children().add(child, child.name());
        }
        if ((state & ENDING) != 0) {
            child.stop();
        }
        child.schedule(null);
    }

    <C> ActorCell<C> spawn(@Nullable String name, Recipe<C> childRecipe) {
        if ((state & CHILDLESS) != 0) {
            throw new IllegalStateException(this + " is ending its behavior and can't spawn");
        }
        if (name != null && children().named(checkedName(name)) != null) {
            throw new IllegalArgumentException(this + " has a child named " + name);
        }
        var child = childRecipe.cell(this, name);
        children().add(child, name);
        child.schedule(Thread.currentThread() instanceof Worker worker ? worker : null);
        return child;
    }

    static String checkedName(String name) {
        if (name.isBlank() || name.startsWith("$") || name.contains("/")) {
            throw new IllegalArgumentException(
                    "name of an actor: '" + name + "' must not be blank, start with $ or contain /");
        }
        return name;
    }

    Children children() {
        return extras().children();
    }

    /// Paths of this actor and those below that have not terminated, the lowest first. From another thread, when
    /// all hope is lost: what it sees may be a little old.
    List<String> unstopped() {
        var paths = new ArrayList<String>();
        if (extras instanceof CellExtras<?> more && more.children != null) {
            more.children.from(0).forEach(child -> paths.addAll(child.unstopped()));
        }
        if ((state & TERMINATED) == 0 && !(isGuardian() && !paths.isEmpty())) {
            paths.add(path());
        }
        return paths;
    }

    // ---- what the context does: within the actor ----

    @SuppressWarnings("ReferenceEquality") // a cell is itself and nothing else
    void checkWithin(String action) {
        boolean within = Thread.currentThread() instanceof Worker worker
                ? worker.current == this && !worker.grip.isTaken()
                : !recipe.dispatch.isWorkers() && !Grip.current().isTaken();
        if (!within) {
            throw new IllegalStateException(action + ": the context of " + this
                    + " was used from outside that actor; send it a message instead");
        }
    }

    void askToStop() {
        state |= STOP_ASKED;
    }

    void become(Behavior<M> next) {
        if (behavior == null) {
            throw new IllegalStateException("become within the factory or the last signal of " + this
                    + ": a factory returns the behavior, and after the last signal there is none");
        }
        behavior = next;
    }

    void receiveTimeout(@Nullable ReceiveTimeout<M> timeout) {
        var more = extras();
        if (more.receiveTimeout != null) {
            more.receiveTimeout.end();
        }
        more.receiveTimeout = timeout;
        state = timeout == null ? state & ~TIMED : state | TIMED;
    }

    void putInFront(List<M> messages) {
        if (!messages.isEmpty()) {
            extras().front().addFirst(messages);
            state |= FRONT;
        }
    }

    private void watchedBy(Watcher watcher) {
        if ((state & TERMINATED) != 0) {
            var cause = extras instanceof CellExtras<?> more ? more.stopCause : new Signal.Cause.Stopped();
            watcher.terminated(new Signal.Terminated(this, cause));
        } else {
            extras().addWatcher(watcher);
        }
    }

    private void report(CensusTaker taker) {
        if ((state & TERMINATED) == 0 && !isGuardian()) {
            taker.add(new Census.Family(kind(), parent().path()));
            reportIdle(taker);
        }
        if (extras instanceof CellExtras<?> more && more.children != null) {
            more.children.from(0).forEach(taker::ask);
        }
        taker.answered();
    }

    /// Reports since when this actor is idle, if it is and that is known.
    void reportIdle(CensusTaker taker) {}

    private Inspection inspection() {
        int waiting = waiting();
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

    @SuppressWarnings("unchecked") // only made here
    CellExtras<M> extras() {
        if (extras instanceof CellExtras<?> more) {
            return (CellExtras<M>) more;
        }
        var made = new CellExtras<>(this, (String) extras);
        extras = made;
        return made;
    }

    private ActorCell<?> parent() {
        return requireNonNull(parent, "the root does not fail");
    }
}
