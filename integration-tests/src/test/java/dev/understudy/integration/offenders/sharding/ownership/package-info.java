/// A protocol that is not pure.
@NullMarked
package dev.understudy.integration.offenders.sharding.ownership;

import org.jspecify.annotations.NullMarked;
