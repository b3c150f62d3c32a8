/// Events and where they are kept: the [Journal] seam, what names an entity in it, and the number that keeps a former
/// owner from writing. What an entity does with its events does not live here yet, nor does any store that outlives
/// the process.
///
/// Start reading with [Journal].
@NullMarked
package dev.understudy.persistence;

import org.jspecify.annotations.NullMarked;
