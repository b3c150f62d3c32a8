/// Seams of the actor room for the rooms above it: public because Java asks for it, no part of the promise to users,
/// and free to change in any release. Read [InternalRef] first.
@NullMarked
package dev.understudy.actor.internal;

import org.jspecify.annotations.NullMarked;
