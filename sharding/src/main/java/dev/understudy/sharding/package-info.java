/// Entities by id: regions, passivation, and the pure ownership protocol.
@NullMarked
package dev.understudy.sharding;

import org.jspecify.annotations.NullMarked;
