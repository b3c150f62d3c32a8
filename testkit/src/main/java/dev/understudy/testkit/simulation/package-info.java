/// Whole grids of the ownership protocol in one thread, from a seed: networks that lose and cut, clocks that
/// drift, processes that freeze and crash, disks that tear; and a judge that checks every step.
///
/// Read [Simulation] first, then [Judge]. A run is a pure function of its [Scenario].
@NullMarked
package dev.understudy.testkit.simulation;

import org.jspecify.annotations.NullMarked;
