/// A bank whose accounts are entities: the example that the demo, the drills and the containers run.
@NullMarked
package dev.understudy.examples.bank;

import org.jspecify.annotations.NullMarked;
