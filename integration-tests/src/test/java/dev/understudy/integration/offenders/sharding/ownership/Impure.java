package dev.understudy.integration.offenders.sharding.ownership;

import dev.understudy.integration.offenders.sharding.Circle;
import java.nio.file.Path;

/// The other half of the circle, and a protocol that knows of files.
public record Impure(Circle outer, Path file) {}
