package dev.understudy.actor;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// How messages wait for an actor: for how many there is room, what happens when there is none, and in which order
/// they are handled. An immutable value, for [Props#mailbox]; an actor whose `Props` say nothing has an unbounded
/// mailbox in order of arrival, the fastest kind.
///
/// The bound is on messages, told, asked or sent through an adapter, from their arrival until their turn begins, also
/// while the actor is suspended or restarting. Outside it are signals, supervision, timers, outcomes of `pipeToSelf`
/// and what the actor has stashed: a full mailbox can neither keep an actor from being stopped nor from hearing that
/// another one has.
///
/// @param <M> what may wait in it
public final class Mailbox<M> {

    /// In place of a capacity: no bound.
    static final int UNBOUNDED = Integer.MAX_VALUE;

    private final int capacity;
    private final Overflow overflow;
    private final @Nullable Comparator<? super M> order;

    private Mailbox(int capacity, Overflow overflow, @Nullable Comparator<? super M> order) {
        this.capacity = capacity;
        this.overflow = overflow;
        this.order = order;
        if (order != null && overflow == Overflow.DROP_OLDEST) {
            throw new IllegalArgumentException(
                    "overflow: DROP_OLDEST of an ordered mailbox could drop what comes first in its order");
        }
    }

    /// What happens to a message for which there is no room. Each message that is lost is a dead letter with the
    /// reason [DeadLetter.Reason#MAILBOX_FULL], in every case, and fails its ask with a [MailboxFullException].
    public enum Overflow {
        /// `tell` throws a [MailboxFullException], so the sender can slow down, choose another target or give up.
        FAIL_SENDER,
        /// The message is lost and the sender not told: for what is worth less when it is late.
        DROP_NEWEST,
        /// What has waited longest is lost and makes room: for readings of which only the latest count.
        DROP_OLDEST,
        /// A [Props#blocking] sender waits until there is room or the actor ends. Everybody else, and such an
        /// actor that sends to itself, is answered as by [#FAIL_SENDER]: a worker that waited would hold up all
        /// the actors it runs. Two actors that wait for each other's full mailboxes wait until one is stopped.
        BLOCK_SENDER
    }

    /// Without bound, in order of arrival, and with a depth that can be read at any time: what least-busy routing and
    /// reports go by. Costs the actor more per message than the default mailbox.
    public static Mailbox<Object> counted() {
        return new Mailbox<>(UNBOUNDED, Overflow.FAIL_SENDER, null);
    }

    /// Room for so many messages, in order of arrival.
    ///
    /// @param capacity at least 1; the message that is being handled does not count
    public static Mailbox<Object> bounded(int capacity, Overflow overflow) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity: " + capacity + " is not positive");
        }
        return new Mailbox<>(capacity, requireNonNull(overflow, "overflow"), null);
    }

    /// Without bound, the least message first.
    public static <M> Mailbox<M> byPriority(Comparator<? super M> order) {
        return counted().ordered(order);
    }

    /// The same room, with the least message first; messages that compare as equal in order of arrival. What comes
    /// through an adapter has no rank until it is translated, and goes first; timers and outcomes of `pipeToSelf`
    /// keep their place in the order of arrival.
    ///
    /// @throws IllegalArgumentException if this mailbox drops the oldest
    public <N> Mailbox<N> ordered(Comparator<? super N> order) {
        return new Mailbox<>(capacity, overflow, requireNonNull(order, "order"));
    }

    /// For how many messages there is room.
    int capacity() {
        return capacity;
    }

    /// What happens when there is none.
    Overflow overflow() {
        return overflow;
    }

    /// Which message comes first; null for the one that came first.
    @Nullable
    Comparator<? super M> order() {
        return order;
    }
}
