/// A parent whose children run on other nodes, and live on elsewhere when those are lost. Read [Indexing] first, then
/// [Indexer]; [Search] is the program around them.
@NullMarked
package dev.understudy.examples.search;

import org.jspecify.annotations.NullMarked;
