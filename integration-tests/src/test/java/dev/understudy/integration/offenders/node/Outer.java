package dev.understudy.integration.offenders.node;

import dev.understudy.integration.offenders.node.internal.Inner;

/// Breaks nothing: a package and its internals are two halves of one.
public record Outer(Inner inner) {}
