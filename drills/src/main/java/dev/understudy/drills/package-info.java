/// Failover drills and the history checker, as a library and a command.
@NullMarked
package dev.understudy.drills;

import org.jspecify.annotations.NullMarked;
