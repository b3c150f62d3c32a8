package dev.understudy.actor;

/// Messages that an actor has put aside for itself. Use inside the actor only. A restart puts them back in front of
/// the mailbox; a stop makes them dead letters.
///
/// @param <M> what the actor accepts
public interface Stash<M> {

    /// How many messages a stash holds unless said otherwise; more is mostly a sign that what the actor waits for
    /// never comes.
    int DEFAULT_CAPACITY = 10_000;

    /// Puts a message aside.
    ///
    /// @throws IllegalStateException if the stash is full
    void add(M message);

    /// Puts all stashed messages back in front of the mailbox, in the order they were stashed.
    void unstashAll();

    /// How many messages are stashed.
    int size();
}
