/// Failover drills and the history checker, as a library and a command. What strikes is a
/// [dev.understudy.drills.Drill],
/// what is struck a [dev.understudy.drills.Grid]; nothing here knows how entities are placed or moved. Read
/// [dev.understudy.drills.DrillRun] first, then `Judge`.
@NullMarked
package dev.understudy.drills;

import org.jspecify.annotations.NullMarked;
