/// Actors of other members, reached as if they were here: refs that cross the wire, telling, asking and watching over
/// it, and the frames that the rooms above add.
///
/// Nothing here knows entities or who owns them. Of the types that are public, users meet only [OwnerLostException];
/// the others are for the rooms above. Start reading with [Remoting].
@NullMarked
package dev.understudy.remoting;

import org.jspecify.annotations.NullMarked;
