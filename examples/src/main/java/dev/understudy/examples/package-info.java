/// Programs a user can copy; run by the build. They name nothing but what `understudy-node` brings along. Read
/// [dev.understudy.examples.bank.Account] first.
@NullMarked
package dev.understudy.examples;

import org.jspecify.annotations.NullMarked;
