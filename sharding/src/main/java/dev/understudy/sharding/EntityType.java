package dev.understudy.sharding;

import java.util.regex.Pattern;

/// A kind of entity: its name in the whole cluster, and the commands that its entities take.
///
/// The name takes part in placement and stands on the wire: two programs that mean the same entities use the same
/// name, and a name is never given a second meaning.
///
/// @param <C> the command protocol, usually a sealed interface of records
/// @param name words of letters and digits, joined by dots, hyphens or underscores; 64 characters at most
/// @param protocol the type that all commands have
public record EntityType<C>(String name, Class<C> protocol) {
    private static final int MOST_CHARACTERS = 64;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]+([._-][A-Za-z0-9]+)*");

    public EntityType {
        if (name.length() > MOST_CHARACTERS || !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "entity type name '%s' must be words of letters and digits, joined by '.', '-' or '_', of %d characters at most"
                            .formatted(name, MOST_CHARACTERS));
        }
    }

    /// A kind of entity of this name that takes commands of this type.
    public static <C> EntityType<C> of(String name, Class<C> protocol) {
        return new EntityType<>(name, protocol);
    }

    @Override
    public String toString() {
        return name;
    }
}
