package dev.understudy.actor.internal;

import static java.util.Objects.requireNonNull;

import dev.understudy.actor.ActorRef;
import dev.understudy.actor.ActorSystem;
import dev.understudy.actor.AskTimeoutException;
import dev.understudy.actor.Cancellable;
import dev.understudy.actor.DeadLetter;
import dev.understudy.actor.DeadLetter.Reason;
import dev.understudy.actor.MailboxFullException;
import dev.understudy.actor.Signal;
import dev.understudy.actor.UndeliverableException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One ask: the future that the asker holds, the ref that is answered to, and the envelope of the request, in one
/// object.
///
/// Since it is the envelope, the asker's giving up is seen when the request's turn comes, and a request that becomes
/// a dead letter fails its ask at once instead of letting it time out.
///
/// *Waiting:* `join` and `get` spin for a moment before they park, as waking a parked thread costs far more than
/// most answers take.
///
/// @param <R> the answer
public final class AskPromise<R> extends CompletableFuture<R> implements InternalRef<R>, Envelope, Runnable {

    /// About what parking and waking a thread costs; whoever waits longer than this for an answer does not notice
    /// it.
    private static final long SPIN_NANOS = 50_000;

    /// Holds an ask so that its answer finds it from elsewhere.
    @FunctionalInterface
    public interface Keeper {
        /// The ask was answered, failed, was cancelled or timed out: it need not be held any more. May be called more
        /// than once, and before [#keptBy(Keeper)] has returned.
        void letGo();
    }

    private final InternalRef<?> target;
    private final Duration timeout;
    private @Nullable Object request;
    private @Nullable Cancellable timer;
    private long deadline = NO_DEADLINE;
    private volatile @Nullable Keeper keeper;

    private AskPromise(InternalRef<?> target, Duration timeout) {
        this.target = target;
        this.timeout = timeout;
    }

    /// Asks `target`.
    public static <M, R> CompletableFuture<R> ask(
            InternalRef<M> target, Function<ActorRef<R>, M> request, Duration timeout) {
        var promise = AskPromise.<M, R>prepare(target, request, timeout);
        target.tellEnvelope(promise);
        return promise;
    }

    /// An ask that is ready to be sent: its timeout runs. For refs that send it their own way; [#message] is the
    /// request.
    public static <M, R> AskPromise<R> prepare(
            InternalRef<M> target, Function<ActorRef<R>, M> request, Duration timeout) {
        if (!timeout.isPositive()) {
            throw new IllegalArgumentException("timeout: " + timeout + " is not positive");
        }
        var promise = new AskPromise<R>(target, capped(timeout, target.system()));
        promise.request = requireNonNull(request.apply(promise), "the request made for an ask");
        promise.timer = target.system().scheduler().schedule(promise.timeout, promise);
        return promise;
    }

    /// An ask whose sender ends it, at its deadline at the latest, and keeps the request itself.
    public static <R> AskPromise<R> untimed(InternalRef<?> target, Duration timeout) {
        if (!timeout.isPositive()) {
            throw new IllegalArgumentException("timeout: " + timeout + " is not positive");
        }
        var promise = new AskPromise<R>(target, capped(timeout, target.system()));
        promise.deadline = target.system().timeSource().nanoTime() + promise.timeout.toNanos();
        return promise;
    }

    /// No longer than whoever waits for the asker itself will wait.
    private static Duration capped(Duration timeout, ActorSystem system) {
        long deadline = system.internals().currentDeadlineNanos();
        if (deadline == NO_DEADLINE) {
            return timeout;
        }
        long left = Math.max(1, deadline - system.timeSource().nanoTime());
        return timeout.compareTo(Duration.ofNanos(left)) <= 0 ? timeout : Duration.ofNanos(left);
    }

    @Override
    public long deadlineNanos() {
        return timer instanceof Timed timed ? timed.dueNanos() : deadline;
    }

    /// The answer.
    @Override
    public void tell(R answer) {
        if (complete(requireNonNull(answer, "answer"))) {
            end();
        } else {
            system().deadLetterChannel().publish(new DeadLetter(answer, this, Reason.ASK_OVER));
        }
    }

    @Override
    @SuppressWarnings("unchecked") // the sender holds an ActorRef<R>
    public void tellEnvelope(Envelope envelope) {
        tell((R) envelope.message());
    }

    /// Asks this instead: a copy of the request. Before it is sent.
    public void replaceMessage(Object copy) {
        request = requireNonNull(copy, "copy");
    }

    /// Fails the ask, unless it is over.
    public void fail(Throwable failure) {
        if (completeExceptionally(failure)) {
            end();
        }
    }

    /// The timeout. Also ends what somebody else has completed, whose keeper has not heard of it.
    @Override
    public void run() {
        if (!isDone()) {
            completeExceptionally(new AskTimeoutException("ask to " + target.path() + " timed out after " + timeout));
        }
        letGo();
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = super.cancel(mayInterruptIfRunning);
        end();
        return cancelled;
    }

    private void end() {
        var running = timer;
        if (running != null) {
            running.cancel();
        }
        letGo();
    }

    private void letGo() {
        var told = keeper;
        if (told != null) {
            told.letGo();
        }
    }

    /// Who holds this ask, or null if nobody does.
    public @Nullable Keeper keeper() {
        return keeper;
    }

    /// Notes who holds this ask from now on; at once when it is over already, it is let go.
    ///
    /// @return the keeper: another one if somebody holds it already
    public Keeper keptBy(Keeper first) {
        synchronized (this) {
            var known = keeper;
            if (known != null) {
                return known;
            }
            keeper = first;
        }
        if (isDone()) {
            first.letGo();
        }
        return first;
    }

    @Override
    public Object message() {
        return requireNonNull(request, "the request is set before the promise is shared");
    }

    @Override
    public @Nullable Reason refusal() {
        if (!isDone()) {
            return null;
        }
        return isCancelled() ? Reason.CANCELLED : Reason.DEADLINE_PASSED;
    }

    @Override
    public void undelivered(ActorRef<?> at, Reason reason) {
        fail(
                reason.equals(Reason.MAILBOX_FULL)
                        ? new MailboxFullException("ask to " + at.path() + " found its mailbox full")
                        : new UndeliverableException("ask to " + at.path() + " was not delivered: " + reason, reason));
    }

    @Override
    public String path() {
        return target.path() + "/$ask";
    }

    @Override
    public ActorSystem system() {
        return target.system();
    }

    @Override
    public void signal(Signal signal) {
        // Nothing that a promise would have to hear of.
    }

    @Override
    public void addWatcher(Watcher watcher) {
        var _ = whenComplete((_, _) -> watcher.terminated(new Signal.Terminated(this, new Signal.Cause.Stopped())));
    }

    @Override
    public void removeWatcher(Watcher watcher) {
        // It is told once, soon, as every ask ends by its timeout.
    }

    @Override
    public <Q> CompletableFuture<Q> ask(Function<ActorRef<Q>, R> request, Duration timeout) {
        return ask(this, request, timeout);
    }

    @Override
    public R join() {
        spin();
        var waiter = beginToWait();
        try {
            return super.join();
        } finally {
            waitIsOver(waiter);
        }
    }

    @Override
    public R get() throws InterruptedException, ExecutionException {
        spin();
        var waiter = beginToWait();
        try {
            return super.get();
        } finally {
            waitIsOver(waiter);
        }
    }

    @Override
    public R get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        var waiter = beginToWait();
        try {
            return super.get(timeout, unit);
        } finally {
            waitIsOver(waiter);
        }
    }

    private @Nullable InternalRef<?> beginToWait() {
        if (isDone()) {
            return null;
        }
        var waiter = system().internals().currentActor().orElse(null);
        if (waiter != null) {
            waiter.system().internals().waits().begin(waiter, this);
        }
        return waiter;
    }

    private static void waitIsOver(@Nullable InternalRef<?> waiter) {
        if (waiter != null) {
            waiter.system().internals().waits().end(waiter);
        }
    }

    /// Whom this asks.
    InternalRef<?> target() {
        return target;
    }

    private void spin() {
        if (isDone() || Thread.currentThread().isVirtual()) {
            return;
        }
        long start = System.nanoTime();
        while (!isDone() && System.nanoTime() - start < SPIN_NANOS) {
            Thread.onSpinWait();
        }
    }

    @Override
    public String toString() {
        return path();
    }
}
