@NullMarked
package dev.understudy.remoting;

import org.jspecify.annotations.NullMarked;
