package dev.understudy.integration.offenders.sharding;

import dev.understudy.integration.offenders.sharding.ownership.Impure;
import org.jgroups.Address;

/// One half of a circle between packages, and a user of a library that is not its.
public record Circle(Impure inner, Address address) {}
