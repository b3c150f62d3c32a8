package dev.understudy.persistence;

/// What an entity's events are filed under.
///
/// @param type the entity's type; not empty
/// @param id which one of its type; not empty
public record PersistenceId(String type, String id) {
    public PersistenceId {
        if (type.isEmpty() || id.isEmpty()) {
            throw new IllegalArgumentException(
                    "a persistence id needs a type and an id: '%s', '%s'".formatted(type, id));
        }
    }

    @Override
    public String toString() {
        return type + "/" + id;
    }
}
