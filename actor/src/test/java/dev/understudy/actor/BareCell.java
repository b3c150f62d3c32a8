package dev.understudy.actor;

import org.jspecify.annotations.Nullable;

/// A mailbox with no actor about it, for tests: plain messages and those of the system lane are all that it gets.
abstract class BareCell extends MailboxCell {

    @Override
    void requeue(@Nullable Worker worker) {
        schedule(worker);
    }

    @Override
    void deliverSpecial(Object message, int flags, Grip grip) {
        throw new IllegalStateException("nothing special was sent, but " + message + " came with " + flags);
    }

    @Override
    boolean hasFront() {
        return false;
    }

    @Override
    void deliverFront(Grip grip) {
        throw new IllegalStateException("there is no front");
    }

    @Override
    void onDetached() {
        throw new IllegalStateException("nobody detached the cell");
    }

    @Override
    void lost(Object message, int flags) {
        throw new IllegalStateException("lost " + message);
    }

    @Override
    void processed(@Nullable Worker worker, int messages) {
        // The tests count for themselves.
    }
}
