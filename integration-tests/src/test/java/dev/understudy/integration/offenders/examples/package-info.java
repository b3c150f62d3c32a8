/// An example that reaches behind the public API.
@NullMarked
package dev.understudy.integration.offenders.examples;

import org.jspecify.annotations.NullMarked;
