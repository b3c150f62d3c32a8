/// A bank whose accounts are entities: the example that the demo, the drills and the containers run.
/// Read [dev.understudy.examples.bank.Account] first; `Slip` tells a command that comes twice.
@NullMarked
package dev.understudy.examples.bank;

import org.jspecify.annotations.NullMarked;
