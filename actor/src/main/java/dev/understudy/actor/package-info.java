/// Actors in one JVM: refs, behaviors, mailboxes, dispatch, supervision.
@NullMarked
package dev.understudy.actor;

import org.jspecify.annotations.NullMarked;
