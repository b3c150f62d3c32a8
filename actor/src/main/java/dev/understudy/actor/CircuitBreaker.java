package dev.understudy.actor;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Stands before something that fails at times, and spares it and its callers further calls while it does.
/// Shared by all who call that thing; thread-safe.
///
/// *Closed:* calls pass; when so many have failed in a row it opens. *Open:* calls fail at once with a
/// [CircuitOpenException]. *Half-open:* after the reset timeout the next call passes as a probe, alone; if it
/// succeeds the breaker closes, if it fails it opens for twice as long, up to a maximum. A call also fails when
/// it takes longer than the call timeout, with an [AskTimeoutException], as its outcome is unknown. What comes
/// of a call that passed before the breaker changed its state counts no more.
public final class CircuitBreaker {

    private static final Logger log = LoggerFactory.getLogger(CircuitBreaker.class);

    private final String name;
    private final ActorSystem system;
    private final Settings settings;
    private final CopyOnWriteArrayList<Consumer<? super StateChange>> listeners = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private BreakerPhase phase = new BreakerPhase.Closed(0);

    /// Which state this is, counted from the first: calls of an earlier one don't count.
    @GuardedBy("lock")
    private long generation;

    /// A closed breaker on the clock of this system; the name is for people.
    public CircuitBreaker(String name, ActorSystem system, Settings settings) {
        this.name = requireNonNull(name, "name");
        this.system = requireNonNull(system, "system");
        this.settings = requireNonNull(settings, "settings");
    }

    /// How a breaker judges.
    ///
    /// @param maxFailures after so many failures in a row it opens
    /// @param callTimeout how long a call may take
    /// @param resetTimeout how long it stays open at first
    /// @param maxResetTimeout how long it stays open at most, as each failed probe doubles the time
    /// @param failure which failures of a call say that the thing called is in trouble; others count as
    ///     successes
    public record Settings(
            int maxFailures,
            Duration callTimeout,
            Duration resetTimeout,
            Duration maxResetTimeout,
            Predicate<? super Throwable> failure) {

        /// Five failures, as one or two are chance; two seconds for a call, as few callers wait longer; a
        /// second to recover from a hiccup, a minute between probes of what stays down.
        public static final Settings DEFAULT =
                new Settings(5, Duration.ofSeconds(2), Duration.ofSeconds(1), Duration.ofMinutes(1), _ -> true);

        public Settings {
            requireNonNull(failure, "failure");
            if (maxFailures < 1) {
                throw new IllegalArgumentException("maxFailures: " + maxFailures + " is not positive");
            }
            if (!callTimeout.isPositive()) {
                throw new IllegalArgumentException("callTimeout: " + callTimeout + " is not positive");
            }
            if (!resetTimeout.isPositive() || maxResetTimeout.compareTo(resetTimeout) < 0) {
                throw new IllegalArgumentException(
                        "reset timeout: from " + resetTimeout + " to " + maxResetTimeout + " is no range");
            }
        }

        /// Opens after so many failures in a row.
        public Settings withMaxFailures(int maxFailures) {
            return new Settings(maxFailures, callTimeout, resetTimeout, maxResetTimeout, failure);
        }

        /// Lets a call take so long.
        public Settings withCallTimeout(Duration callTimeout) {
            return new Settings(maxFailures, callTimeout, resetTimeout, maxResetTimeout, failure);
        }

        /// Stays open for so long, at first and at most.
        public Settings withResetTimeout(Duration first, Duration most) {
            return new Settings(maxFailures, callTimeout, first, most, failure);
        }

        /// Counts only these failures.
        public Settings withFailure(Predicate<? super Throwable> failure) {
            return new Settings(maxFailures, callTimeout, resetTimeout, maxResetTimeout, failure);
        }
    }

    /// Whether calls pass.
    public enum State {
        CLOSED,
        OPEN,
        HALF_OPEN
    }

    /// A breaker has changed its state.
    ///
    /// @param breaker its name
    public record StateChange(String breaker, State from, State to) {}

    /// Asks an actor, with the call timeout as the ask's.
    public <M, R> CompletableFuture<R> ask(ActorRef<M> target, Function<ActorRef<R>, M> request) {
        return call(() -> target.ask(request, settings.callTimeout()));
    }

    /// Calls, if it may. A call that throws has failed.
    ///
    /// @return the outcome of the call; cancelling it neither cancels the call nor counts as its outcome
    public <T> CompletableFuture<T> call(Supplier<? extends CompletionStage<T>> call) {
        long passed = pass();
        if (passed < 0) {
            return CompletableFuture.failedFuture(new CircuitOpenException(name));
        }
        var outcome = new CompletableFuture<T>();
        var timeout = system.scheduler()
                .schedule(
                        settings.callTimeout(),
                        () -> outcome.completeExceptionally(new AskTimeoutException("call through circuit breaker "
                                + name + " timed out after " + settings.callTimeout())));
        // First, so that whoever sees the outcome sees the state that came of it.
        var seen = outcome.whenComplete((_, failure) -> {
            timeout.cancel();
            ended(passed, failure);
        });
        try {
            var _ = call.get().whenComplete((value, failure) -> {
                if (failure == null) {
                    outcome.complete(value);
                } else {
                    outcome.completeExceptionally(unwrapped(failure));
                }
            });
        } catch (RuntimeException e) {
            outcome.completeExceptionally(e);
        }
        return seen;
    }

    private static Throwable unwrapped(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /// The generation in which a call passes, or -1.
    private long pass() {
        State from;
        State to;
        long passed;
        lock.lock();
        try {
            from = phase.state();
            move(phase.called(system.timeSource().nanoTime()));
            to = phase.state();
            boolean probing = from == State.HALF_OPEN;
            passed = to == State.OPEN || probing ? -1 : generation;
        } finally {
            lock.unlock();
        }
        tell(from, to);
        return passed;
    }

    private void ended(long passed, @Nullable Throwable failure) {
        boolean failed = failure != null && settings.failure().test(failure);
        State from;
        State to;
        lock.lock();
        try {
            if (passed != generation) {
                return;
            }
            from = phase.state();
            move(failed ? phase.failed(settings, system.timeSource().nanoTime()) : phase.succeeded());
            to = phase.state();
        } finally {
            lock.unlock();
        }
        tell(from, to);
    }

    @GuardedBy("lock")
    private void move(BreakerPhase next) {
        if (next.state() != phase.state()) {
            generation++;
        }
        phase = next;
    }

    private void tell(State from, State to) {
        if (from == to) {
            return;
        }
        log.info("circuit breaker {} goes from {} to {}", name, from, to);
        for (var listener : listeners) {
            try {
                listener.accept(new StateChange(name, from, to));
            } catch (RuntimeException e) {
                log.warn("a listener of circuit breaker {} failed", name, e);
            }
        }
    }

    /// Whether calls pass. An open breaker becomes half-open only when a call comes.
    public State state() {
        lock.lock();
        try {
            return phase.state();
        } finally {
            lock.unlock();
        }
    }

    /// Calls back for every change of state from now on, on the thread that met it: hand it over and return.
    ///
    /// @return ends this
    public Cancellable onStateChange(Consumer<? super StateChange> listener) {
        // Wrapped, so that the same listener twice is two.
        Consumer<StateChange> entry = listener::accept;
        listeners.add(entry);
        return () -> listeners.remove(entry);
    }

    @Override
    public String toString() {
        return name;
    }
}
