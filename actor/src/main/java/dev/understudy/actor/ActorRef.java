package dev.understudy.actor;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/// The address of one actor incarnation, typed by the messages it accepts. Not for implementation: methods may be
/// added.
///
/// *Delivery:* at most once; messages from one sender to one receiver arrive in the order they were sent; what can't
/// be delivered goes to the [DeadLetterChannel], best effort. A restart of the actor keeps the ref and its mailbox;
/// a stop ends both, and later messages become dead letters.
///
/// Refs are immutable and safe to share between threads. Two refs are equal when they address the same incarnation.
///
/// @param <M> what the actor accepts
public interface ActorRef<M> {

    /// Sends and forgets. Returns at once, except where the target's bounded mailbox says otherwise.
    void tell(M message);

    /// Sends and forgets a message that becomes a dead letter, [DeadLetter.Reason#DEADLINE_PASSED], instead of
    /// being handled, if its turn comes later than this.
    ///
    /// @param timeToLive for how long it is worth handling, positive
    void tell(M message, Duration timeToLive);

    /// Sends a request that carries where the answer goes, and returns the future answer.
    ///
    /// The future fails with [AskTimeoutException] when no answer came in time (the outcome is unknown) and
    /// with [UndeliverableException] when the request was certainly not handled. A request whose asker has
    /// given up, by timeout or by cancelling the future, is not processed if it still waits in the mailbox. A
    /// restart of the target does not fail the ask; the request it was handling is not retried, so the ask
    /// times out.
    ///
    /// An actor that waits for the future within its turn, and whose target waits for it in turn, over however
    /// many actors and nodes, would wait for ever: such an ask fails with an [AskCycleException]. Entities are not
    /// looked through.
    ///
    /// An actor that asks while it handles a request waits no longer than whoever waits for itself: the smaller
    /// timeout counts.
    ///
    /// @param request makes the message out of the ref to answer to
    /// @param timeout how long to wait, positive
    <R> CompletableFuture<R> ask(Function<ActorRef<R>, M> request, Duration timeout);

    /// Where this actor stands in the tree, as in `/user/importer/parser`; for people, not an identity.
    String path();
}
