/// Entities whose state is stored: what users write ([EventSourcedBehavior], [DurableStateBehavior], [Effect]),
/// the pure machine that runs it ([EventSourcedEntity]), and what is kept of each turn ([StoredTurn]). Where it is
/// kept is not decided here: in the copies of the grid (see the room `sharding`), or in a [Journal] outside of it.
///
/// Start reading with [EventSourcedBehavior].
@NullMarked
package dev.understudy.persistence;

import org.jspecify.annotations.NullMarked;
