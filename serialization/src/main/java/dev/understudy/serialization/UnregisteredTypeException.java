package dev.understudy.serialization;

/// A message, or something inside it, has a class that the sender's [MessageRegistry] does not know.
///
/// Nothing was written. The message of this exception is the very line that registers the class.
public final class UnregisteredTypeException extends SerializationException {

    private final Class<?> type;

    UnregisteredTypeException(Class<?> type, String message) {
        super(message);
        this.type = type;
    }

    /// The class that is not registered.
    public Class<?> type() {
        return type;
    }
}
