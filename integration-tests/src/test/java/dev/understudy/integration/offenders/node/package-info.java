/// A room with something internal.
@NullMarked
package dev.understudy.integration.offenders.node;

import org.jspecify.annotations.NullMarked;
