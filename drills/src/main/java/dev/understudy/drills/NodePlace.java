package dev.understudy.drills;

/// Where one start of a node runs.
///
/// @param name the node's name
/// @param number which of the grid's nodes it is, from 0 on; also the number of its host on a [HostNetwork]
/// @param start which start of the node this is, from 1 on
/// @param address where it listens
/// @param port where the transport listens
/// @param adminPort where the admin HTTP listens
public record NodePlace(String name, int number, int start, String address, int port, int adminPort) {
    /// The same for the next start of the node.
    NodePlace again() {
        return new NodePlace(name, number, start + 1, address, port, adminPort);
    }

    /// What its files are named after: each start has its own.
    String files() {
        return start == 1 ? name : name + "." + start;
    }
}
