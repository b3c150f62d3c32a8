/// A place that no map shows.
@NullMarked
package dev.understudy.integration.offenders.attic;

import org.jspecify.annotations.NullMarked;
