/// Programs a user can copy; run by the build.
@NullMarked
package dev.understudy.examples;

import org.jspecify.annotations.NullMarked;
