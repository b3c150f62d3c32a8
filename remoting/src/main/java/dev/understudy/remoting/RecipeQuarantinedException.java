package dev.understudy.remoting;

import dev.understudy.actor.UnderstudyException;

/// A recipe is in quarantine: node after node was lost soon after a child of it came. No node takes one until an
/// operator
/// releases the recipe.
public final class RecipeQuarantinedException extends UnderstudyException {
    RecipeQuarantinedException(String child, String recipe) {
        super(
                "%s is not started: recipe '%s' is in quarantine, since %d nodes in a row were lost soon after a child of it came"
                        .formatted(child, recipe, ChildProxy.MAX_STRIKES));
    }
}
