package dev.understudy.integration.offenders.actor;

/// What others may use.
public record Plain(String text) {}
