package dev.understudy.cluster;

/// Which JGroups protocols carry the two channels.
public sealed interface Stack {
    /// The stack that this library was built and measured with. Take this one.
    ///
    /// @param discovery how members are found
    /// @param detection how soon lost ones are noticed
    record BuiltIn(Discovery discovery, Detection detection) implements Stack {}

    /// Your own JGroups configuration, used for both channels; the data channel listens
    /// [TransportConfig#dataPortOffset] ports above the transport's `bind_port`, and asks `TCPPING` hosts
    /// likewise. Where it says no `bind_addr` or `bind_port`, those of the [TransportConfig] hold. Its settings are
    /// yours: flow control above JGroups stays, but detection times and isolation are what it makes them.
    ///
    /// @param source a file, or a resource of the class path, such as the `tcp.xml` that JGroups brings along
    record Xml(String source) implements Stack {}
}
