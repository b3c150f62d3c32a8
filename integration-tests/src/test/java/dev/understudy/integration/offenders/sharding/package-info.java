/// A room in a circle with its own inner package.
@NullMarked
package dev.understudy.integration.offenders.sharding;

import org.jspecify.annotations.NullMarked;
