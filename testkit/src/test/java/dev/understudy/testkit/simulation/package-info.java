@NullMarked
package dev.understudy.testkit.simulation;

import org.jspecify.annotations.NullMarked;
