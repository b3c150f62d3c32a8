package dev.understudy.sharding;

import dev.understudy.actor.UnderstudyException;

/// A request was sent again, and whether the entity had handled it the first time is not known any more: its answer is
/// no longer kept. It was not handled again.
public final class DuplicateUnknownException extends UnderstudyException {
    DuplicateUnknownException(String ask) {
        super("%s: it may have been handled before, but its answer is not kept any more".formatted(ask));
    }
}
