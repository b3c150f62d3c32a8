/// A room that uses one above it.
@NullMarked
package dev.understudy.integration.offenders.serialization;

import org.jspecify.annotations.NullMarked;
