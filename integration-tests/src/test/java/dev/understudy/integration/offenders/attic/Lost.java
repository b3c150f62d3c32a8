package dev.understudy.integration.offenders.attic;

/// Stands in no room.
public record Lost() {}
