package dev.understudy.actor;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.understudy.actor.internal.ChildLife;
import dev.understudy.actor.internal.HostedChild;
import dev.understudy.actor.internal.InternalRef;
import dev.understudy.actor.internal.SystemInternals;
import dev.understudy.actor.internal.TurnQueue;
import dev.understudy.actor.internal.WaitGraph;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The actors of one JVM, or of one part of it: a tree, the threads it runs on, its scheduler and its dead
/// letters. Thread-safe.
///
/// ```text
///   /  ─┬─ /system   the library's own; stops last
///       ├─ /user     top-level actors: what `spawn` here makes
///       └─ /hosted   children of actors elsewhere; only where there are any
/// ```
///
/// *Top-level actors* are supervised with [SupervisorStrategy#DEFAULT]; what would escalate above them stops the
/// actor in question and is logged as an error, and leaves the others alone.
public final class ActorSystem implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ActorSystem.class);

    /// How long [#close] waits: longer than a stop that flushes to a disk or a peer takes, shorter than an
    /// orchestrator's patience before it kills (30 s).
    public static final Duration DEFAULT_CLOSE_DEADLINE = Duration.ofSeconds(20);

    /// Far above what a turn of an actor that does not wait takes, far below what a user would call hanging.
    public static final Duration DEFAULT_STALL_THRESHOLD = Duration.ofMillis(100);

    /// Long enough for a collection of a large heap or a debugger's short stop, short enough that a pool of two
    /// workers is not lost for long.
    public static final Duration DEFAULT_QUARANTINE_AFTER = Duration.ofSeconds(10);

    private final String name;
    private final TimeSource time;
    private final RandomGenerator random;
    private final ReentrantLock randomLock = new ReentrantLock();
    private final WheelScheduler scheduler;
    private final StallWatchdog watchdog;
    private final DispatchTable dispatchers = new DispatchTable();
    private final DeadLetterChannel deadLetterChannel = new DeadLetterChannel();
    private final DeadLetterRef deadLetters = new DeadLetterRef(this);
    private final ActorKinds kinds = new ActorKinds();
    private final SystemInternals internals = new Internals();
    private final EventStream events = new EventStream();
    /// Names of the children of guardians, which are spawned from outside.
    private final Map<String, ActorCell<?>> guardedNames = new ConcurrentHashMap<>();
    private final CompletableFuture<Void> terminated = new CompletableFuture<>();
    private volatile boolean closing;
    private final ActorCell<Object> root;
    private final ActorCell<Object> systemGuardian;
    private final ActorCell<Object> userGuardian;

    private final Map<Class<?>, Object> attachments = new ConcurrentHashMap<>();
    private final WaitGraph waits = new WaitGraph();
    private final HostedChildren hosted = new HostedChildren();
    private final ReentrantLock hostedLock = new ReentrantLock();

    @GuardedBy("hostedLock")
    private @Nullable ActorCell<Object> hostedGuardian;

    private final @Nullable UnaryOperator<Object> copier;

    private ActorSystem(Builder builder) {
        name = builder.name;
        time = builder.time;
        random = builder.random;
        copier = builder.copier;
        scheduler = new WheelScheduler(time, "understudy-" + name + "-timer");
        watchdog = new StallWatchdog(this, builder.stallThreshold, builder.quarantineAfter);
        var turns = builder.turns;
        if (turns == null) {
            startThreads(builder);
        } else {
            var stepped = new SteppedDispatch(turns);
            dispatchers.add(Dispatcher.SHARED, stepped);
            dispatchers.add(Dispatcher.BLOCKING, stepped);
            builder.pools.keySet().forEach(dispatcher -> dispatchers.add(dispatcher, stepped));
        }
        var guardian = guardianProps();
        root = new ActorCell<>(guardian, null, null);
        systemGuardian = new ActorCell<>(guardian, root, "system");
        userGuardian = new ActorCell<>(guardian, root, "user");
        root.enqueueSystem(new SystemMessage.Adopt(systemGuardian));
        root.enqueueSystem(new SystemMessage.Adopt(userGuardian));
        root.schedule(null);
    }

    private Recipe<Object> guardianProps() {
        return Props.<Object>of(_ -> _ -> {}).kind("guardian").resolve(this);
    }

    private void startThreads(Builder builder) {
        dispatchers.add(Dispatcher.BLOCKING, new VirtualThreads(this, "understudy-" + name + "-blocking", watchdog));
        addPool(Dispatcher.SHARED, "worker", builder.workers);
        builder.pools.forEach((dispatcher, workers) -> addPool(dispatcher, dispatcher.name(), workers));
        watchdog.start();
    }

    private void addPool(Dispatcher dispatcher, String threads, int workers) {
        var pool = new WorkerPool("understudy-" + name + "-" + threads, workers, watchdog, time);
        dispatchers.add(dispatcher, pool);
        pool.start();
    }

    /// Starts a system with the defaults.
    public static ActorSystem create(String name) {
        return named(name).start();
    }

    /// A system to be configured and started.
    public static Builder named(String name) {
        return new Builder(name);
    }

    /// What a system is made of.
    public static final class Builder {

        private final String name;
        private TimeSource time = TimeSource.system();
        private RandomGenerator random = RandomGenerator.getDefault();
        private int workers = Runtime.getRuntime().availableProcessors();
        private Duration stallThreshold = DEFAULT_STALL_THRESHOLD;
        private Duration quarantineAfter = DEFAULT_QUARANTINE_AFTER;
        private final Map<Dispatcher, Integer> pools = new LinkedHashMap<>();
        private @Nullable TurnQueue turns;
        private @Nullable UnaryOperator<Object> copier;

        private Builder(String name) {
            if (name.isBlank()) {
                throw new IllegalArgumentException("name of a system is blank");
            }
            this.name = name;
        }

        /// Where it takes its time from; the machine's clocks by default.
        public Builder timeSource(TimeSource time) {
            this.time = requireNonNull(time, "time");
            return this;
        }

        /// Where jitter comes from.
        public Builder random(RandomGenerator random) {
            this.random = requireNonNull(random, "random");
            return this;
        }

        /// How many shared workers; as many as processors by default, since event-driven actors don't wait.
        public Builder workers(int workers) {
            this.workers = positive("workers", workers);
            return this;
        }

        /// Adds a pool of workers of its own, for actors that keep a processor busy for long.
        public Builder dispatcher(Dispatcher dispatcher, int workers) {
            if (dispatcher.equals(Dispatcher.SHARED) || dispatcher.equals(Dispatcher.BLOCKING)) {
                throw new IllegalArgumentException("dispatcher: " + dispatcher.name() + " exists already");
            }
            pools.put(dispatcher, positive("workers of " + dispatcher.name(), workers));
            return this;
        }

        /// After how long an event-driven actor that holds its worker with one message is named in the log.
        public Builder stallThreshold(Duration threshold) {
            if (threshold.compareTo(Duration.ofMillis(2)) < 0) {
                throw new IllegalArgumentException("stallThreshold: " + threshold + " is less than 2 ms");
            }
            this.stallThreshold = threshold;
            return this;
        }

        /// After how long such an actor is quarantined and its worker replaced.
        public Builder quarantineAfter(Duration patience) {
            if (!patience.isPositive()) {
                throw new IllegalArgumentException("quarantineAfter: " + patience + " is not positive");
            }
            this.quarantineAfter = patience;
            return this;
        }

        /// For the testkit: no threads are started, and all actors, whatever their dispatcher, run when this
        /// queue runs their turns.
        public Builder turns(TurnQueue turns) {
            this.turns = requireNonNull(turns, "turns");
            return this;
        }

        /// Gives actors copies of what they are sent, told or asked, so that a mutable message which two actors
        /// share shows in development; at the cost of the copier for each message. A message that it refuses,
        /// by throwing, fails its sender with a [MessageNotCopyableException] naming the class. Applies to the
        /// actors of users, not to the library's own nor to entities, whose messages may have crossed the wire.
        ///
        /// @param copier makes an equal message that shares nothing mutable with it, on the sender's thread
        public Builder messageCopier(UnaryOperator<Object> copier) {
            this.copier = requireNonNull(copier, "copier");
            return this;
        }

        private static int positive(String what, int value) {
            if (value < 1) {
                throw new IllegalArgumentException(what + ": " + value + " is not positive");
            }
            return value;
        }

        /// Starts it.
        public ActorSystem start() {
            return new ActorSystem(this);
        }
    }

    /// The system's name.
    public String name() {
        return name;
    }

    /// Starts a top-level actor.
    ///
    /// @throws IllegalArgumentException if the name is taken, empty, starts with `$` or contains `/`
    /// @throws IllegalStateException if the system is closing
    public <M> ActorRef<M> spawn(String name, BehaviorFactory<M> factory) {
        return spawn(name, Props.of(factory));
    }

    /// Starts a top-level actor by its recipe; as above.
    public <M> ActorRef<M> spawn(String name, Props<M> props) {
        return spawnUnder(userGuardian, name, props);
    }

    private <M> ActorRef<M> spawnUnder(ActorCell<?> guardian, String name, Props<M> props) {
        return adopted(guardian, name, props, _ -> {});
    }

    private <M> ActorCell<M> adopted(
            ActorCell<?> guardian, String name, Props<M> props, Consumer<ActorCell<?>> beforeItIsScheduled) {
        if (closing) {
            throw new IllegalStateException("actor system " + this.name + " is closing: it spawns no " + name);
        }
        var cell = props.resolve(this).cell(guardian, FamilyCell.checkedName(name));
        if (guardedNames.putIfAbsent(cell.path(), cell) != null) {
            throw new IllegalArgumentException("there is an actor " + cell.path() + " already");
        }
        beforeItIsScheduled.accept(cell);
        guardian.enqueueSystem(new SystemMessage.Adopt(cell));
        return cell;
    }

    /// A top-level actor has stopped; called before anybody who watches it is told.
    void freed(ActorCell<?> cell) {
        guardedNames.remove(cell.path(), cell);
    }

    void rootGone() {
        terminated.complete(null);
    }

    /// Stops a top-level actor: after its current message, before those that wait. To know when it has stopped,
    /// watch it.
    public void stop(ActorRef<?> ref) {
        if (!(ref instanceof ActorCell<?> cell && cell.isChildOf(userGuardian))) {
            throw new IllegalArgumentException(ref + " is not a top-level actor of actor system " + name);
        }
        cell.stop();
    }

    /// A ref for when there is nobody to answer to: what is sent to it is counted as a dead letter.
    @SuppressWarnings("unchecked") // accepts anything
    public <M> ActorRef<M> deadLetters() {
        return (ActorRef<M>) deadLetters;
    }

    /// Where undeliverable messages end.
    public DeadLetterChannel deadLetterChannel() {
        return deadLetterChannel;
    }

    /// Runs things later.
    public Scheduler scheduler() {
        return scheduler;
    }

    /// News by type, for whoever subscribes in this system.
    public EventStream events() {
        return events;
    }

    /// The system's clock.
    public TimeSource timeSource() {
        return time;
    }

    /// Actors whose threads do not come back from them, and which wait for [#release].
    public List<Quarantined> quarantined() {
        return watchdog.quarantined();
    }

    /// Hands a quarantined actor to its supervisor as failed with a [StalledException]; by default that restarts
    /// it with a fresh behavior.
    ///
    /// @return false if it is not in quarantine
    public boolean release(ActorRef<?> ref) {
        return watchdog.release(ref);
    }

    /// How often so far an event-driven actor held its worker for longer than the threshold.
    public long stalls() {
        return watchdog.stalls();
    }

    boolean isQuiet() {
        return dispatchers.isQuiet();
    }

    void watch(StallWatchdog dog, long nanoTime) {
        dispatchers.forEach(dispatch -> dispatch.watch(dog, nanoTime));
    }

    StallWatchdog watchdog() {
        return watchdog;
    }

    /// For the rooms above: what is no part of the promise to users.
    public SystemInternals internals() {
        return internals;
    }

    private final class Internals implements SystemInternals {

        @Override
        public <M> ActorRef<M> spawnSystem(String name, Props<M> props) {
            return spawnUnder(systemGuardian, name, props);
        }

        @Override
        public <M> HostedChild<M> host(String name, Props<M> props, ChildLife life) {
            var child = adopted(hostedGuardian(), name, props, cell -> hosted.add(cell, life));
            return new Hosted<>(child);
        }

        @Override
        public <T> void attach(Class<T> type, T attachment) {
            attachments.put(type, attachment);
        }

        @Override
        public <T> Optional<T> attachment(Class<T> type) {
            return Optional.ofNullable(attachments.get(type)).map(type::cast);
        }

        @Override
        public WaitGraph waits() {
            return waits;
        }

        @Override
        public Optional<InternalRef<?>> currentActor() {
            return Grip.currentCell() instanceof ActorCell<?> cell ? Optional.of(cell) : Optional.empty();
        }

        @Override
        public long currentDeadlineNanos() {
            return Grip.currentDeadlineNanos();
        }
    }

    /// What a parent elsewhere may do with a child here.
    private record Hosted<M>(ActorCell<M> cell) implements HostedChild<M> {
        @Override
        public ActorRef<M> ref() {
            return cell;
        }

        @Override
        public void resume() {
            cell.enqueueSystem(new SystemMessage.Resume());
        }

        @Override
        public void halt(Throwable failure) {
            cell.halt(failure);
        }

        @Override
        public void recreate() {
            cell.enqueueSystem(new SystemMessage.Recreate());
        }

        @Override
        public void stop() {
            cell.stop();
        }
    }

    /// The parent of children whose parents are elsewhere, made when there is the first; it stops before `/user`.
    private ActorCell<?> hostedGuardian() {
        hostedLock.lock();
        try {
            if (hostedGuardian == null) {
                var guardian = new HostCell(guardianProps(), root, hosted);
                hostedGuardian = guardian;
                root.enqueueSystem(new SystemMessage.Adopt(guardian));
            }
            return hostedGuardian;
        } finally {
            hostedLock.unlock();
        }
    }

    double randomDouble() {
        // A RandomGenerator need not be thread-safe.
        randomLock.lock();
        try {
            return random.nextDouble();
        } finally {
            randomLock.unlock();
        }
    }

    ActorKinds kinds() {
        return kinds;
    }

    @Nullable
    UnaryOperator<Object> copier() {
        return copier;
    }

    ActorCell<?> userGuardian() {
        return userGuardian;
    }

    /// What each kind of actor has done so far; kinds that never had an actor are left out. Cheap: what it
    /// reads is counted anyway.
    public List<KindMetrics> metrics() {
        return kinds.metrics(dispatchers.tallies());
    }

    /// Counts who lives, by asking every actor; an actor that is at work on one message for all this time is
    /// silent, with those below it.
    public CompletableFuture<Census> census(Duration within) {
        if (!within.isPositive()) {
            throw new IllegalArgumentException("within: " + within + " is not positive");
        }
        var taker = new CensusTaker(time.now());
        var timeout = scheduler.schedule(within, taker::finish);
        taker.ask(root);
        return taker.answer().whenComplete((_, _) -> timeout.cancel());
    }

    Dispatch dispatch(Dispatcher dispatcher) {
        return dispatchers.get(dispatcher);
    }

    /// Stops all actors within [#DEFAULT_CLOSE_DEADLINE]; what had not stopped by then is logged.
    @Override
    public void close() {
        shutdown(DEFAULT_CLOSE_DEADLINE);
    }

    /// Stops all actors, from the leaves up, the user's first, then the threads they ran on. Actors that have not
    /// stopped by the deadline are abandoned: their threads get an interrupt, and no further message is
    /// processed. Not to be called from within an actor.
    ///
    /// @return what did not stop
    public ShutdownReport shutdown(Duration deadline) {
        if (Thread.currentThread() instanceof Worker) {
            throw new IllegalStateException("actor system " + name + " can't be shut down from within an actor");
        }
        long start = time.nanoTime();
        closing = true;
        root.stop();
        dispatchers.forEach(Dispatch::settle);
        List<String> unstopped = List.of();
        try {
            terminated.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            unstopped = root.unstopped();
            log.warn(
                    "actor system {} was closed with actors that did not stop within {}: {}",
                    name,
                    deadline,
                    unstopped);
        } catch (InterruptedException e) {
            unstopped = root.unstopped();
            log.warn("the close of actor system {} was interrupted; not stopped: {}", name, unstopped);
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a bug of the library: termination never fails", e);
        }
        watchdog.close();
        scheduler.close();
        boolean clean = unstopped.isEmpty();
        dispatchers.forEach(dispatch -> dispatch.close(!clean));
        return new ShutdownReport(Duration.ofNanos(time.nanoTime() - start), unstopped);
    }

    @Override
    public String toString() {
        return name;
    }
}
