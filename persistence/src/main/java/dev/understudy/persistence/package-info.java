/// Event-sourced behavior, recovery, snapshots; the Journal seam.
@NullMarked
package dev.understudy.persistence;

import org.jspecify.annotations.NullMarked;
