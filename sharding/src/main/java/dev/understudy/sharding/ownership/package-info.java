/// Who may run an entity, and why nothing acknowledged is lost: the ownership protocol as a pure core.
///
/// Nothing here has a thread, a clock, I/O, randomness or an order that comes from hashing: the same inputs
/// give the same outputs on every machine. Shells put the transport, the disk and the timers around it; the
/// simulator of the testkit runs whole clusters of it in one thread. Of other libraries only XXH64 is used.
/// Start reading with [Placement] for who should own what, and with `docs/ownership.md` for why.
@NullMarked
package dev.understudy.sharding.ownership;

import org.jspecify.annotations.NullMarked;
