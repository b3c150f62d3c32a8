package dev.understudy.actor;

import org.jspecify.annotations.Nullable;

/// The root of everything this library throws on purpose; one subtype for each thing that a caller can do something
/// about.
public abstract class UnderstudyException extends RuntimeException {

    /// An exception saying what was being done, to what, and what was seen.
    protected UnderstudyException(String message) {
        super(message);
    }

    /// As above, with the failure beneath it.
    protected UnderstudyException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
