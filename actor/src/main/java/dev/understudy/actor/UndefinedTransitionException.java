package dev.understudy.actor;

/// A [StateMachine] was told something that means nothing in the state it is in.
public final class UndefinedTransitionException extends UnderstudyException {

    UndefinedTransitionException(String path, Object state, Object message) {
        super("state machine " + path + " has no transition from " + state + " on " + message);
    }
}
