/// Public, but not for applications.
@NullMarked
package dev.understudy.integration.offenders.node.internal;

import org.jspecify.annotations.NullMarked;
