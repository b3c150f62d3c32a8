package dev.understudy.drills;

import java.util.List;

/// The network between the nodes of a [Grid], each of which is a host of its own.
///
/// Hosts go by the names of their nodes; the driver and the second caller are hosts too. Each call returns when it
/// is in force, or throws a [GridException].
public interface Links {
    /// The name of the driver's host.
    String DRIVER = "driver";

    /// The name of the second caller's host.
    String FAR_CALLER = "caller";

    /// Drops what passes between these groups, both ways. Nobody is told.
    void cut(List<String> these, List<String> those);

    /// Drops what these hosts send to those. The other way stays open.
    void cutOneWay(List<String> from, List<String> to);

    /// Answers all that passes between these groups with a TCP reset, both ways, as a dead process's host would.
    void reset(List<String> these, List<String> those);

    /// Limits what a host sends and is sent.
    void slow(String host, int bitsPerSecond);

    /// How often packets of a slowed host had to wait since it was slowed.
    long delayed(String host);

    /// Ends all of the above.
    void heal();

    /// Starts a caller of its own host, and returns when it has joined.
    FarCaller caller(FarCaller.Order order);
}
