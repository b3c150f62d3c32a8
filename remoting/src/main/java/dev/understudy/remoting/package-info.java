/// Actors of other members, reached as if they were here: refs that cross the wire, telling, asking and watching over
/// it, and the frames that the rooms above add.
///
/// On refs stand topics and the receptionist, which share one replicated [Register].
///
/// Nothing here knows entities or who owns them. [Remoting], [Messaging] and [FrameKind] are for the rooms
/// above, what else is public is for users. Start reading with [Remoting].
@NullMarked
package dev.understudy.remoting;

import org.jspecify.annotations.NullMarked;
