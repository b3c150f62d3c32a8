@NullMarked
package dev.understudy.sharding.ownership;

import org.jspecify.annotations.NullMarked;
