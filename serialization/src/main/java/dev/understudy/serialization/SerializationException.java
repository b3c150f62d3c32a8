package dev.understudy.serialization;

import dev.understudy.actor.UnderstudyException;
import java.util.ArrayDeque;
import java.util.Deque;

/// What every failure to write or read a message has in common; its subclasses are what a caller can do something
/// about.
///
/// On the sender: [UnregisteredTypeException], [MessageTooLargeException], [UnwritableMessageException]. On the
/// reader: [UnknownManifestException], [IncompatibleMessageException], [MalformedMessageException]. Nothing else
/// leaves [MessageCodec], whatever the bytes hold.
public abstract sealed class SerializationException extends UnderstudyException
        permits UnregisteredTypeException,
                MessageTooLargeException,
                UnwritableMessageException,
                UnknownManifestException,
                IncompatibleMessageException,
                MalformedMessageException {

    private final Deque<String> path = new ArrayDeque<>(0);

    SerializationException(String message) {
        super(message);
    }

    SerializationException(String message, Throwable cause) {
        super(message, cause);
    }

    /// Adds the component that was being written or read, from the inside outwards, and returns this.
    final SerializationException at(String place) {
        path.addFirst(place);
        return this;
    }

    /// What was being done, to what, and what was seen; ends with the path to the component, if there is one.
    @Override
    public final String getMessage() {
        var message = String.valueOf(super.getMessage());
        return path.isEmpty() ? message : message + " (at " + String.join(" > ", path) + ")";
    }
}
