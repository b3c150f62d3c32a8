package dev.understudy.actor;

import java.time.Instant;

/// An actor in quarantine: its thread does not come back from the actor's code, so it was replaced, and the actor
/// waits for an operator. It can also be stopped as usual. What waited in its mailbox behind the message in
/// question stays lost; what arrives meanwhile is kept.
///
/// @param ref the actor
/// @param since when it was quarantined
/// @param failure for how long it had been stuck, and where
public record Quarantined(ActorRef<?> ref, Instant since, StalledException failure) {}
