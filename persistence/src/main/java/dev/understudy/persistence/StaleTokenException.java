package dev.understudy.persistence;

import dev.understudy.actor.UnderstudyException;

/// A writer is no longer the owner: another one has raised the fence. Nothing was written; the writer stops.
public final class StaleTokenException extends UnderstudyException {
    /// @param held what the writer wrote with
    /// @param fence the number that the shard has come to
    public StaleTokenException(FencingToken held, long fence) {
        super("shard %d is fenced at %d, and the writer holds %d".formatted(held.shard(), fence, held.number()));
    }
}
