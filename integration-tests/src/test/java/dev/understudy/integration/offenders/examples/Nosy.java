package dev.understudy.integration.offenders.examples;

import dev.understudy.integration.offenders.node.internal.Inner;

/// Uses what is not meant for applications.
public record Nosy(Inner inner) {}
