package dev.understudy.integration.offenders.node.internal;

import dev.understudy.integration.offenders.node.Outer;
import java.util.List;

/// Public for our own rooms only.
public record Inner(List<Outer> outers) {}
