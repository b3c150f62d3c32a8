/// Local actors only: a parent that hands work to a child and says what happens when the child fails. Read
/// [Importer] first.
@NullMarked
package dev.understudy.examples.importer;

import org.jspecify.annotations.NullMarked;
