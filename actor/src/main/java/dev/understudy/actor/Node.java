package dev.understudy.actor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// One link of a [MailboxCell]'s queue. Reused through the pool of the worker that consumed it; see the essay there
/// for why that is safe.
final class Node {

    /// `flags`: a message of the user's, as it is.
    static final int PLAIN = 0;
    /// `flags`: nothing, or nothing any more.
    static final int DONE = 1;
    /// `flags`: the first of an actor: make the behavior.
    static final int START = 2;
    /// `flags`: a message in an envelope.
    static final int ENVELOPE = 3;
    /// `flags`: a signal.
    static final int SIGNAL = 4;
    /// `flags`: a [SelfMessage], to be opened by the actor.
    static final int SELF = 5;
    /// `flags`: a place for a message that waits in a [Backlog].
    static final int PLACE = 6;

    static final VarHandle NEXT = handle();

    @Nullable
    Object message;

    @Nullable
    Node next;

    int flags;

    private static VarHandle handle() {
        try {
            return MethodHandles.lookup().findVarHandle(Node.class, "next", Node.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
