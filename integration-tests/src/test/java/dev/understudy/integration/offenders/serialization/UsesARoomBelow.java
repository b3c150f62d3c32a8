package dev.understudy.integration.offenders.serialization;

import dev.understudy.integration.offenders.actor.Plain;

/// Breaks nothing: serialization may use actor.
public record UsesARoomBelow(Plain plain) {}
