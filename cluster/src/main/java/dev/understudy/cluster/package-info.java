/// Who is here and how bytes travel: members, views, and the [Transport] seam that moves frames between them.
///
/// Nothing here knows actors, entities or serialization: a frame is bytes to this room. A view is a hint and
/// never authority (both halves of a partition hold valid ones); deciding who owns what is the business of the
/// rooms above. JGroups appears only in the package `jgroups`; `internal` holds the in-memory network that tests
/// use instead. Read [Transport] first, then [View], then `jgroups.JGroupsTransport`.
@NullMarked
package dev.understudy.cluster;

import org.jspecify.annotations.NullMarked;
