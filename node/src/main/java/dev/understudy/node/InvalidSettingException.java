package dev.understudy.node;

import dev.understudy.actor.UnderstudyException;

/// A configured value is not allowed, or its key is not known; nothing has been started.
public final class InvalidSettingException extends UnderstudyException {
    InvalidSettingException(String message) {
        super(message);
    }

    static InvalidSettingException of(Setting<?> setting, String value) {
        return new InvalidSettingException("%s is '%s', but must be %s (environment: %s)"
                .formatted(setting.key(), value, setting.allowed(), setting.environmentKey()));
    }
}
