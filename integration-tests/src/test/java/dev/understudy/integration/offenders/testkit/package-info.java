/// A room that breaks nothing.
@NullMarked
package dev.understudy.integration.offenders.testkit;

import org.jspecify.annotations.NullMarked;
