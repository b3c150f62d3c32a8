package dev.understudy.integration.offenders.node.internal;

/// Public for our own rooms only.
public record Inner() {}
