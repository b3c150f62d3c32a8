package dev.understudy.actor;

/// Who decides about the children of one actor; the owner's.
interface Supervision {

    /// A child threw, or a permanent one stopped itself.
    void failed(SystemMessage.Failed failed);

    /// A child was halted.
    void halted(ActorCell<?> child);

    /// A halted child has its new behavior.
    void started(ActorCell<?> child);

    /// A child is no more.
    void gone(ActorCell<?> child);

    /// A child is no more, stopped because the parent ends its behavior.
    default void goneAtTheEnd(ActorCell<?> child) {}

    /// The parent goes on after a failure.
    default void resumed() {}

    /// The wait before a group's restart is over.
    default void backoffOver(RestartGroup<ActorCell<?>> group) {}
}
