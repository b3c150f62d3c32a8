/// Entities by id: the way to them, their life in memory, and who owns their shards.
///
/// Users name [EntityType], [EntityRef], [EntityContext] and [EntityFactory]; the node starts it all through
/// [Sharding]. The pure protocol that decides who owns what stands in the package `ownership`; here are its threads:
/// [Membership] for the node, a [Shard] actor for each shard. Start reading with [Shard].
@NullMarked
package dev.understudy.sharding;

import org.jspecify.annotations.NullMarked;
