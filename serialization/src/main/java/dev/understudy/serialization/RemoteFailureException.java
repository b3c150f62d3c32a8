package dev.understudy.serialization;

import dev.understudy.actor.UnderstudyException;
import org.jspecify.annotations.Nullable;

/// A failure that happened on another node, with that node's class name, message, stack and causes.
///
/// This is what a component declared as `Throwable`, `Exception` or `RuntimeException` holds after a journey.
/// Look at [#failure()] to tell kinds of failures apart; the original class may not even exist here.
public final class RemoteFailureException extends UnderstudyException {

    private final RemoteFailure failure;

    RemoteFailureException(RemoteFailure failure) {
        super(describe(failure), causeOf(failure));
        this.failure = failure;
        setStackTrace(failure.stackTrace().toArray(StackTraceElement[]::new));
    }

    /// What happened, as data.
    public RemoteFailure failure() {
        return failure;
    }

    private static String describe(RemoteFailure failure) {
        return failure.message() == null ? failure.typeName() : failure.typeName() + ": " + failure.message();
    }

    private static @Nullable Throwable causeOf(RemoteFailure failure) {
        var cause = failure.cause();
        return cause == null ? null : cause.toException();
    }
}
