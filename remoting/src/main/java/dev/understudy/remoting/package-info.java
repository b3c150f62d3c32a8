/// Refs that point at another member.
@NullMarked
package dev.understudy.remoting;

import org.jspecify.annotations.NullMarked;
