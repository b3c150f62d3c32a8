package dev.understudy.serialization;

/// What stands in front of a message's bytes: the stable wire name of its type and the version of its meaning.
///
/// Only [#id()] and, where it is not 1, the version are sent. Components may come, go, be renamed or widened
/// under one version; raise it only when older nodes must *not* act on the new bytes. They then refuse them,
/// while newer nodes go on reading every older version.
///
/// @param name the wire name, as in `wire-contract.txt`; it outlives class names
/// @param version from 1
public record Manifest(String name, int version) {

    public Manifest {
        WireNames.checked(name);
        if (version < 1) {
            throw new RegistrationException("version " + version + " of " + name + " must be at least 1");
        }
    }

    /// The number that stands for the name on the wire: derived from the name alone, listed in
    /// `wire-contract.txt`.
    public int id() {
        return BuiltIns.reservedId(name).orElseGet(() -> WireIds.ofType(name));
    }

    /// As in `bank.account.withdraw v1`.
    @Override
    public String toString() {
        return name + " v" + version;
    }
}
