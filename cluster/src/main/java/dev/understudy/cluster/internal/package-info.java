/// Public to the other rooms and to `testkit`, and to nobody else: may change in any release.
///
/// [InMemoryNetwork] carries frames between transports of one JVM without sockets, for tests.
@NullMarked
package dev.understudy.cluster.internal;

import org.jspecify.annotations.NullMarked;
