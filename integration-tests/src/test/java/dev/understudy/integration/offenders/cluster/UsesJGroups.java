package dev.understudy.integration.offenders.cluster;

import org.jgroups.Address;

/// Breaks nothing but that its package says nothing about nulls.
public record UsesJGroups(Address address) {}
