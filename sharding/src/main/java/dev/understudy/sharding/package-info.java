/// Entities by id: the way to them, their life in memory, and who owns their shards.
///
/// Users name [EntityType], [EntityRef], [EntityContext] and [EntityFactory]; the node starts it all through
/// [Sharding]. The pure protocol that decides safely who owns what stands in the package `ownership`; what decides
/// today is the [ViewAuthority], which only follows the view. Start reading with [Shard].
@NullMarked
package dev.understudy.sharding;

import org.jspecify.annotations.NullMarked;
