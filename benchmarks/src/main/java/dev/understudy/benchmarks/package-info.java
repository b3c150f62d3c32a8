/// Benchmarks, measured against Pekko in the same run.
@NullMarked
package dev.understudy.benchmarks;

import org.jspecify.annotations.NullMarked;
