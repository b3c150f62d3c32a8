package dev.understudy.serialization;

import dev.understudy.actor.UnderstudyException;

/// A [MessageRegistry] was described in a way that cannot work: two types of one name, a class without a wire
/// form, a default of the wrong type. Thrown while the node is being built, never while messages flow.
public final class RegistrationException extends UnderstudyException {

    RegistrationException(String message) {
        super(message);
    }

    RegistrationException(String message, Throwable cause) {
        super(message, cause);
    }
}
