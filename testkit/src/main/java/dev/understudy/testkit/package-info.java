/// Tests of actors without threads and without waiting: a virtual clock, an order of turns drawn from a seed, probes.
/// Nothing here sleeps or looks at a real clock. Read [dev.understudy.testkit.ActorTestKit] first.
@NullMarked
package dev.understudy.testkit;

import org.jspecify.annotations.NullMarked;
