package dev.understudy.actor;

import static java.util.Objects.requireNonNull;

import dev.understudy.actor.CellExtras.Draining;
import dev.understudy.actor.CellExtras.Held;
import dev.understudy.actor.internal.Envelope;
import dev.understudy.actor.internal.Inspection;
import dev.understudy.actor.internal.InternalRef;
import dev.understudy.actor.internal.Leftover;
import dev.understudy.actor.internal.LocalActor;
import dev.understudy.actor.internal.Watcher;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
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
/// The running actor is `state == 0`. While STARTING, SUSPENDED, HALTING or HALTED user messages are put aside, in
/// order, and come first when it runs again; while STOPPING or TERMINATED they become dead letters. A terminated
/// cell thus needs no sender to know that it is: it stays a cell that turns whatever it is sent into dead letters.
///
/// *Footprint:* header, five words here and four in [MailboxCell] make 48 bytes; all that most actors lack sits
/// behind `extras`, which is the name alone while there is nothing else. Paths are computed.
final class ActorCell<M> extends MailboxCell implements InternalRef<M>, LocalActor, Watcher {

    private static final Logger log = LoggerFactory.getLogger(ActorCell.class);

    private static final int STARTING = 1;
    private static final int SUSPENDED = 1 << 1;
    private static final int HALTING = 1 << 2;
    private static final int HALTED = 1 << 3;
    private static final int STOPPING = 1 << 4;
    private static final int TERMINATED = 1 << 5;
    /// `context.stop()` was called in this turn.
    private static final int STOP_ASKED = 1 << 6;
    /// `front` is not empty.
    private static final int FRONT = 1 << 7;
    /// The recipe has an interceptor.
    private static final int INTERCEPTED = 1 << 8;
    /// Has a receive timeout.
    private static final int TIMED = 1 << 9;

    private static final int HOLDING = STARTING | SUSPENDED | HALTING | HALTED;
    private static final int ENDING = STOPPING | TERMINATED;

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
        this.state = recipe.interceptor == null ? STARTING : STARTING | INTERCEPTED;
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
        enqueueSystem(new SystemMessage.Stop(new Signal.Cause.Stopped()));
    }

    @Override
    public CompletableFuture<Leftover> drain(Consumer<Object> late) {
        var answer = new CompletableFuture<Leftover>();
        enqueueSystem(new SystemMessage.Drain(answer, late));
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

    RestartType restartType() {
        return recipe.restartType;
    }

    boolean isGuardian() {
        return parent == null || parent.parent == null;
    }

    /// Whether it was spawned by the system, from outside.
    boolean isTopLevel() {
        return parent != null && parent.isGuardian() && parent.parent != null;
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
    void deliver(Object message) {
        try {
            receive((M) message);
        } catch (Throwable t) {
            fail(t);
        }
        if (state != 0) {
            afterTurn();
        }
    }

    /// Hands a message to the behavior, in a turn.
    void receive(M message) throws Exception {
        var current = behavior;
        if (current == null) {
            throw new IllegalStateException("a bug of the library: " + this + " has no behavior but runs");
        }
        current.receive(message);
    }

    @Override
    void deliverSpecial(Object message, int flags) {
        if (flags == Node.START) {
            if ((state & (HALTING | HALTED | ENDING)) == 0) {
                start();
            }
        } else if ((state & ENDING) != 0) {
            unwanted(message, flags);
        } else if ((state & (HOLDING | FRONT)) != 0) {
            front().addLast(flags == Node.PLAIN ? message : new Held(message, flags));
            state |= FRONT;
        } else {
            handle(message, flags);
        }
    }

    @Override
    boolean hasFront() {
        return (state & (FRONT | HOLDING | ENDING)) == FRONT;
    }

    @Override
    void deliverFront() {
        var queue = front();
        var first = queue.removeFirst();
        if (queue.isEmpty()) {
            state &= ~FRONT;
        }
        if (first instanceof Held(var message, int flags)) {
            handle(message, flags);
        } else {
            handle(first, Node.PLAIN);
        }
    }

    /// One turn that is not the plain case.
    private void handle(Object message, int flags) {
        try {
            switch (flags) {
                case Node.PLAIN -> handleUser(message);
                case Node.ENVELOPE -> handleEnvelope((Envelope) message);
                case Node.SIGNAL -> handleSignal((Signal) message);
                default -> handleSelf((SelfMessage<?>) message);
            }
        } catch (Throwable t) {
            fail(t);
        }
        if (state != 0) {
            afterTurn();
        }
    }

    @SuppressWarnings("unchecked") // the sender holds an ActorRef<M>
    private void handleUser(Object message) throws Exception {
        noteHeard();
        var interceptor = recipe.interceptor;
        if (interceptor != null) {
            turn().take(message, interceptor);
        } else {
            receive((M) message);
        }
    }

    private void handleEnvelope(Envelope envelope) throws Exception {
        var refusal = envelope.refusal();
        if (refusal != null) {
            undelivered(envelope, Node.ENVELOPE, refusal);
        } else {
            handleUser(recipe.interceptor != null ? envelope : envelope.message());
        }
    }

    @SuppressWarnings("unchecked") // only the actor itself puts these into its mailbox
    private void handleSelf(SelfMessage<?> message) throws Exception {
        switch ((SelfMessage<M>) message) {
            case SelfMessage.Adapted<?, M> adapted -> handleUser(adapted.open());
            case SelfMessage.AdaptedEnvelope<?, M> adapted -> {
                var refusal = adapted.envelope().refusal();
                if (refusal != null) {
                    undelivered(adapted.envelope(), Node.ENVELOPE, refusal);
                } else {
                    handleUser(adapted.open());
                }
            }
            case SelfMessage.Piped<?, M> piped -> handleUser(piped.open());
            case SelfMessage.Fired<M>(var timer) -> {
                var due = extras().timers == null ? null : extras().timers.fired(timer);
                if (due != null) {
                    handleUser(due);
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

    @SuppressWarnings("unchecked") // watchWith takes an M
    private void handleSignal(Signal signal) throws Exception {
        if (signal instanceof Signal.Terminated terminated) {
            var watching = extras().watching;
            var instead = watching == null ? null : watching.remove(terminated.ref());
            if (instead == null) {
                return;
            }
            if (instead != this) {
                receive((M) instead);
                return;
            }
        }
        requireNonNull(behavior, "behavior").onSignal(signal);
    }

    private void noteHeard() {
        if ((state & TIMED) != 0 && extras().receiveTimeout != null) {
            extras().receiveTimeout.heard();
        }
    }

    private void afterTurn() {
        if ((state & (TIMED | INTERCEPTED)) == TIMED) {
            noteHeard();
        }
        if ((state & STOP_ASKED) != 0) {
            state &= ~STOP_ASKED;
            if ((state & (SUSPENDED | ENDING)) == 0) {
                stopSelf();
            }
        }
    }

    // ---- the life ----

    private void start() {
        boolean again = (state & HALTED) != 0;
        try {
            var made = requireNonNull(recipe.factory.create(new CellContext<>(this)), "the behavior made by a factory");
            recipe.kindFrom(made);
            behavior = made;
            state &= ~HOLDING;
        } catch (Throwable t) {
            // Halted no more: what the factory set up before it threw is undone by the next halt.
            state &= ~HALTED;
            fail(t);
            return;
        }
        if (again) {
            recipe.kind().restarted.increment();
            parent().enqueueSystem(new SystemMessage.Started(this));
        } else {
            recipe.kind().started.increment();
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
        parent().enqueueSystem(new SystemMessage.Failed(this, failure, behavior != null));
    }

    private void stopSelf() {
        if (recipe.restartType == RestartType.PERMANENT) {
            fail(new StoppedItselfException(path()));
        } else {
            beginStop(new Signal.Cause.Stopped());
        }
    }

    @Override
    void onSystem(SystemMessage message) {
        switch (message) {
            case SystemMessage.Stop(var cause) -> beginStop(cause);
            case SystemMessage.Resume() -> resume();
            case SystemMessage.Halt(var failure) -> halt(failure);
            case SystemMessage.Recreate() -> {
                if ((state & HALTED) != 0) {
                    start();
                }
            }
            case SystemMessage.Failed failed -> childFailed(failed);
            case SystemMessage.Halted(var child) -> {
                if (isSupervising(child)) {
                    supervisor().halted(child);
                }
            }
            case SystemMessage.Started(var child) -> {
                if (isSupervising(child)) {
                    supervisor().started(child);
                }
            }
            case SystemMessage.BackoffOver(var group) -> {
                if ((state & (HALTING | HALTED | ENDING)) == 0) {
                    supervisor().backoffOver(group);
                }
            }
            case SystemMessage.Gone(var child) -> childGone(child);
            case SystemMessage.Adopt(var child) -> adopt(child);
            case SystemMessage.Watch(var watcher) -> watchedBy(watcher);
            case SystemMessage.Unwatch(var watcher) -> {
                if (extras instanceof CellExtras<?> more && more.watchers != null) {
                    more.watchers.removeIf(other -> isSame(other, watcher));
                }
            }
            case SystemMessage.Inspect(var answer) -> answer.complete(inspection());
            case SystemMessage.Drain(var answer, var late) -> beginDrain(answer, late);
        }
    }

    private void resume() {
        if ((state & SUSPENDED) != 0 && (state & (HALTING | ENDING)) == 0) {
            state &= ~SUSPENDED;
            if (extras instanceof CellExtras<?> more && more.supervisor != null) {
                more.supervisor.resumed();
            }
        }
    }

    private void halt(Throwable cause) {
        if ((state & (HALTING | ENDING)) != 0) {
            return;
        }
        if ((state & HALTED) != 0) {
            parent().enqueueSystem(new SystemMessage.Halted(this));
            return;
        }
        extras().haltCause = cause;
        state |= HALTING;
        endNext();
    }

    private void beginStop(Signal.Cause cause) {
        if ((state & ENDING) != 0) {
            return;
        }
        if (!(cause instanceof Signal.Cause.Stopped)) {
            extras().stopCause = cause;
        }
        state = (state & INTERCEPTED) | STOPPING;
        endNext();
    }

    private void beginDrain(CompletableFuture<Leftover> answer, Consumer<Object> late) {
        if ((state & ENDING) != 0) {
            answer.complete(Leftover.NONE);
            return;
        }
        var draining = new Draining(answer, late);
        extras().draining = draining;
        while (hasHeld()) {
            var first = front().removeFirst();
            if (first instanceof Held(var message, int flags)) {
                unwanted(message, flags);
            } else {
                unwanted(first, Node.PLAIN);
            }
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
            halted();
        }
    }

    private boolean hasHeld() {
        return extras instanceof CellExtras<?> more && more.front != null && !more.front.isEmpty();
    }

    private void halted() {
        var more = extras();
        endBehavior(new Signal.PreRestart(requireNonNull(more.haltCause, "haltCause")));
        undoContext(more);
        more.haltCause = null;
        more.supervisor = null;
        if (more.stash != null) {
            putInFront(more.stash.takeAll());
        }
        state = (state & (INTERCEPTED | FRONT)) | HALTED;
        parent().enqueueSystem(new SystemMessage.Halted(this));
    }

    /// The last thing a behavior hears. What it throws then can't be decided upon any more, so it is logged.
    private void endBehavior(Signal last) {
        var ended = behavior;
        behavior = null;
        if (ended != null) {
            try {
                ended.onSignal(last);
            } catch (Throwable t) {
                log.warn("{} failed on its last signal, {}", this, last, t);
            }
        }
    }

    private void undoContext(CellExtras<M> more) {
        if (more.timers != null) {
            more.timers.end();
        }
        if (more.receiveTimeout != null) {
            more.receiveTimeout.end();
            more.receiveTimeout = null;
        }
        if (more.watching != null) {
            more.watching.keySet().forEach(ref -> InternalRef.of(ref).removeWatcher(this));
            more.watching = null;
        }
    }

    private void terminate() {
        endBehavior(new Signal.PostStop());
        state = (state & INTERCEPTED) | TERMINATED;
        recipe.kind().stopped.increment();
        Signal.Cause cause = new Signal.Cause.Stopped();
        if (extras instanceof CellExtras<?>) {
            var more = extras();
            cause = more.stopCause;
            handOver(more);
            undoContext(more);
            recipe.system.freed(this);
            if (more.watchers != null) {
                var terminated = new Signal.Terminated(this, cause);
                more.watchers.forEach(watcher -> watcher.terminated(terminated));
                more.watchers = null;
            }
        } else if (extras != null) {
            recipe.system.freed(this);
        }
        if (parent != null) {
            parent.enqueueSystem(new SystemMessage.Gone(this));
        } else {
            recipe.system.rootGone();
        }
    }

    /// Gives what has not been processed to whoever drains this actor, or makes it dead letters.
    private void handOver(CellExtras<M> more) {
        var front = more.front;
        more.front = null;
        List<M> stashed = more.stash == null ? List.of() : more.stash.takeAll();
        var draining = more.draining;
        if (draining != null) {
            draining.stash = new ArrayList<>(stashed);
            draining.timers = more.timers == null ? List.of() : more.timers.leftover();
            // What was sent before now stands before this in the mailbox.
            enqueue(draining, Node.SELF);
        } else if (front != null) {
            for (var element : front) {
                if (element instanceof Held(var message, int flags)) {
                    unwanted(message, flags);
                } else {
                    unwanted(element, Node.PLAIN);
                }
            }
        }
        if (draining == null) {
            stashed.forEach(
                    message -> undelivered(requireNonNull(message), Node.PLAIN, DeadLetter.Reason.ACTOR_STOPPED));
        }
    }

    /// Something in the mailbox of an actor that is ending or has ended.
    private void unwanted(Object message, int flags) {
        var draining = extras instanceof CellExtras<?> more ? more.draining : null;
        if (message instanceof Draining done) {
            done.handedOver = true;
            done.answer.complete(new Leftover(done.messages, done.stash, done.timers));
        } else if (draining != null && (flags == Node.PLAIN || flags == Node.ENVELOPE)) {
            if (draining.handedOver) {
                draining.late.accept(message);
            } else {
                draining.messages.add(message);
            }
        } else {
            undelivered(message, flags, DeadLetter.Reason.ACTOR_STOPPED);
        }
    }

    /// Makes something a dead letter, if it is a message.
    void undelivered(Object message, int flags, DeadLetter.Reason reason) {
        switch (flags) {
            case Node.PLAIN -> publish(message, reason);
            case Node.ENVELOPE -> {
                var envelope = (Envelope) message;
                publish(envelope.message(), reason);
                envelope.undelivered(this, reason);
            }
            case Node.SELF -> {
                switch (message) {
                    case SelfMessage.Adapted<?, ?> adapted -> publish(requireNonNull(adapted.foreign()), reason);
                    case SelfMessage.AdaptedEnvelope<?, ?> adapted ->
                        undelivered(adapted.envelope(), Node.ENVELOPE, reason);
                    case SelfMessage.Piped<?, ?> piped -> publish(piped, reason);
                    default -> {}
                }
            }
            default -> {}
        }
    }

    private void publish(Object message, DeadLetter.Reason reason) {
        recipe.system.deadLetterChannel().publish(new DeadLetter(message, this, reason));
    }

    // ---- children ----

    private boolean isSupervising(ActorCell<?> child) {
        return (state & (HALTING | HALTED | ENDING)) == 0 && children().contains(child);
    }

    private void childFailed(SystemMessage.Failed failed) {
        // While this actor ends its behavior, its children are being stopped anyway.
        if (isSupervising(failed.child())) {
            supervisor().failed(failed);
        }
    }

    private void childGone(ActorCell<?> child) {
        var children = children();
        if (!children.contains(child)) {
            return;
        }
        children.remove(child, child.name());
        if ((state & (HALTING | STOPPING)) != 0) {
            if (children.waveIsOver()) {
                endNext();
            }
        } else if (extras().supervisor != null) {
            extras().supervisor.gone(child);
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
        if ((state & (HALTING | HALTED | ENDING)) != 0) {
            throw new IllegalStateException(this + " is ending its behavior and can't spawn");
        }
        var children = children();
        if (name != null && children.named(checkedName(name)) != null) {
            throw new IllegalArgumentException(this + " has a child named " + name);
        }
        var child = new ActorCell<>(childRecipe, this, name);
        children.add(child, name);
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

    @SuppressWarnings("unchecked") // a recipe is kept with the factory it was made from
    <C> Recipe<C> recipeOf(BehaviorFactory<C> factory) {
        var more = extras();
        if (more.lastRecipe != null && isSame(more.lastRecipe.factory, factory)) {
            return (Recipe<C>) more.lastRecipe;
        }
        var made = new Recipe<>(recipe.system, Props.of(factory));
        more.lastRecipe = made;
        return made;
    }

    void stopChild(ActorRef<?> ref) {
        if (!(ref instanceof ActorCell<?> child) || child.parent != this) {
            throw new IllegalArgumentException(ref + " is not a child of " + this + ", so it can't stop it");
        }
        child.stop();
    }

    // ---- what the context does: within the actor ----

    void checkWithin(String action) {
        if (Thread.currentThread() instanceof Worker worker ? worker.current != this : recipe.dispatch.isWorkers()) {
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
        behavior = requireNonNull(next, "behavior");
    }

    void watch(ActorRef<?> ref, @Nullable M instead) {
        var more = extras();
        if (more.watching == null) {
            more.watching = new java.util.HashMap<>();
        }
        var before = more.watching.put(ref, instead == null ? this : instead);
        if (before == null) {
            InternalRef.of(ref).addWatcher(this);
        }
    }

    void unwatch(ActorRef<?> ref) {
        var more = extras();
        if (more.watching != null && more.watching.remove(ref) != null) {
            InternalRef.of(ref).removeWatcher(this);
        }
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
            var queue = front();
            messages.reversed().forEach(message -> queue.addFirst(requireNonNull(message)));
            state |= FRONT;
        }
    }

    /// Sends something in the system lane of `target`, after a delay; at once if it is zero.
    void enqueueLater(Duration delay, ActorCell<?> target, SystemMessage message) {
        if (delay.isZero()) {
            target.enqueueSystem(message);
        } else {
            var _ = system().scheduler().schedule(delay, () -> target.enqueueSystem(message));
        }
    }

    private void watchedBy(Watcher watcher) {
        if ((state & TERMINATED) != 0) {
            var cause = extras instanceof CellExtras<?> more ? more.stopCause : new Signal.Cause.Stopped();
            watcher.terminated(new Signal.Terminated(this, cause));
            return;
        }
        var more = extras();
        if (more.watchers == null) {
            more.watchers = new ArrayList<>(1);
        }
        if (more.watchers.stream().noneMatch(other -> isSame(other, watcher))) {
            more.watchers.add(watcher);
        }
    }

    /// Paths of this actor and those below that have not terminated, the lowest first. From another thread, when all
    /// hope is lost: what it sees may be a little old.
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

    @SuppressWarnings("ReferenceEquality") // watchers and factories are told apart by identity: both may be lambdas
    private static boolean isSame(Object one, Object other) {
        return one == other;
    }

    // ---- extras, made on demand ----

    @SuppressWarnings("unchecked") // only made here
    CellExtras<M> extras() {
        if (extras instanceof CellExtras<?> more) {
            return (CellExtras<M>) more;
        }
        var made = new CellExtras<M>((String) extras);
        extras = made;
        return made;
    }

    Children children() {
        var more = extras();
        if (more.children == null) {
            more.children = new Children();
        }
        return more.children;
    }

    Supervisor supervisor() {
        var more = extras();
        if (more.supervisor == null) {
            more.supervisor = new Supervisor(this);
        }
        return more.supervisor;
    }

    CellTimers<M> timers() {
        var more = extras();
        if (more.timers == null) {
            more.timers = new CellTimers<>(this);
        }
        return more.timers;
    }

    CellStash<M> stash() {
        var more = extras();
        if (more.stash == null) {
            more.stash = new CellStash<>(this);
        }
        return more.stash;
    }

    private CellTurn<M> turn() {
        var more = extras();
        if (more.turn == null) {
            more.turn = new CellTurn<>(this);
        }
        return more.turn;
    }

    private ArrayDeque<Object> front() {
        var more = extras();
        if (more.front == null) {
            more.front = new ArrayDeque<>();
        }
        return more.front;
    }

    private ActorCell<?> parent() {
        return requireNonNull(parent, "the root does not fail");
    }
}
