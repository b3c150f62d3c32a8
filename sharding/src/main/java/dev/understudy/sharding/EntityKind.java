package dev.understudy.sharding;

/// A type of entity as a node knows it.
///
/// @param factory makes the behaviors of its entities
public record EntityKind<C>(EntityType<C> type, EntityFactory<C> factory) {}
