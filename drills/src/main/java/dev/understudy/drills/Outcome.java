package dev.understudy.drills;

import dev.understudy.actor.AskTimeoutException;
import dev.understudy.remoting.OwnerLostException;
import dev.understudy.sharding.EntityUnavailableException;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// How an ask of the load ended; the names are the keys of the verdict's `errors`.
enum Outcome {
    /// Answered before its deadline.
    ACKED,
    /// Not answered before its deadline: nobody knows whether it was handled.
    ASK_TIMEOUT,
    /// Refused: certainly not handled.
    ENTITY_UNAVAILABLE,
    /// The owner left before it answered: nobody knows whether it was handled.
    OWNER_LOST,
    /// Failed in a way that no ask should.
    FAILED;

    static Outcome of(@Nullable Throwable failure) {
        return switch (failure) {
            case null -> ACKED;
            case CompletionException wrapper when wrapper.getCause() != null -> of(wrapper.getCause());
            case AskTimeoutException _ -> ASK_TIMEOUT;
            case EntityUnavailableException _ -> ENTITY_UNAVAILABLE;
            case OwnerLostException _ -> OWNER_LOST;
            default -> FAILED;
        };
    }
}
