/// The composition root: settings, start and stop, the admin server and [Node], through which an application uses all
/// the rooms. It is the one artifact that an application names.
///
/// Nothing is decided here about actors, wires or shards; this room puts the others together. Start reading with
/// [NodeStart], which is the order in which they come up.
@NullMarked
package dev.understudy.node;

import org.jspecify.annotations.NullMarked;
