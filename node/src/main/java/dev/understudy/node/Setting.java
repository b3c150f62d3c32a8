package dev.understudy.node;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/// One thing about a node that can be configured: its key, type, default and bounds.
///
/// The same key stands in a file (`understudy.node.name=bank-1`) and, in capitals with underscores, in the
/// environment (`UNDERSTUDY_NODE_NAME`). All settings are listed in [Settings].
///
/// @param <T> the type of the value
public final class Setting<T> {
    /// What every key in a file begins with.
    static final String PREFIX = "understudy.";

    private final String key;
    private final Class<T> type;
    private final Optional<T> byDefault;
    private final Predicate<T> valid;
    private final String allowed;
    private final String meaning;

    Setting(String name, Class<T> type, Optional<T> byDefault, Predicate<T> valid, String allowed, String meaning) {
        this.key = PREFIX + name;
        this.type = type;
        this.byDefault = byDefault;
        this.valid = valid;
        this.allowed = allowed;
        this.meaning = meaning;
    }

    /// The key as it stands in a file, such as `understudy.node.name`.
    public String key() {
        return key;
    }

    /// The key as it stands in the environment, such as `UNDERSTUDY_NODE_NAME`.
    public String environmentKey() {
        return key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }

    /// What holds where nothing is configured; empty for a setting that is off, or decided elsewhere, by default.
    public Optional<T> byDefault() {
        return byDefault;
    }

    /// The values that are allowed, in words.
    public String allowed() {
        return allowed;
    }

    /// What the setting does, in a sentence.
    public String meaning() {
        return meaning;
    }

    Class<T> type() {
        return type;
    }

    /// Gives the value back where it is allowed.
    ///
    /// @throws InvalidSettingException naming key, value and what is allowed
    T check(T value) {
        return check(value, value.toString());
    }

    /// As above, of a value that was written in another way than its type writes it.
    T check(T value, String asWritten) {
        if (!valid.test(value)) {
            throw InvalidSettingException.of(this, asWritten);
        }
        return value;
    }

    @Override
    public String toString() {
        return key;
    }
}
