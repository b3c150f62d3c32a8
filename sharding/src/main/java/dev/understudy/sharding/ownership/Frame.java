package dev.understudy.sharding.ownership;

/// A message with its header.
///
/// @param genesisId of the sender's grid, or empty while it belongs to none; frames of another grid are refused
/// @param from the run that sent it
/// @param message what it says
public record Frame(String genesisId, Incarnation from, Message message) {}
