/// A room whose classes break rules on purpose.
@NullMarked
package dev.understudy.integration.offenders.actor;

import org.jspecify.annotations.NullMarked;
