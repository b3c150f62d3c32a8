package dev.understudy.cluster.jgroups;

/// The part of a [Hello] that can be read when its sender speaks no wire version that we do.
///
/// @param name name of the sender
/// @param version library version that it runs
/// @param wireVersion newest wire version that it speaks
/// @param oldestWireVersion oldest that it understands
record Incompatible(String name, String version, int wireVersion, int oldestWireVersion) implements Greeting {
    /// What it runs, in words.
    String describe() {
        return describe(version, wireVersion, oldestWireVersion);
    }

    static String describe(String version, int wireVersion, int oldestWireVersion) {
        return "version %s (wire versions %d to %d)".formatted(version, oldestWireVersion, wireVersion);
    }
}
