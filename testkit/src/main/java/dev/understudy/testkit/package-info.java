/// Simulated transport, virtual clock, seeded dispatcher, probes.
@NullMarked
package dev.understudy.testkit;

import org.jspecify.annotations.NullMarked;
