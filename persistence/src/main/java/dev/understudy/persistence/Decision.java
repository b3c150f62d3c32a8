package dev.understudy.persistence;

import java.util.Optional;

/// What a command comes to in one entity: decided, and not carried out yet.
///
/// @param effect what the behavior said
/// @param stored what is to be stored, if anything
/// @param after the state of the entity then
/// @param sequenceNumber the number of its last event then
public record Decision<E, S>(Effect<E, S> effect, Optional<StoredTurn> stored, S after, long sequenceNumber) {}
