package dev.understudy.remoting;

import dev.understudy.actor.UnderstudyException;

/// No node can take a child: none that its placement allows is in view and knows its recipe, or the chosen one
/// refused. To restart the child is to look again.
public final class NoPlaceException extends UnderstudyException {
    NoPlaceException(String child, String recipe, String reason) {
        super("%s of recipe '%s' runs nowhere: %s".formatted(child, recipe, reason));
    }
}
