package dev.understudy.serialization;

/// Bytes name a type by an id that this node has not registered.
///
/// The usual reason is a rolling upgrade in which a newer node sends a message that older ones do not know yet,
/// or a type that was removed while a journal still holds it. No class is ever looked up by a name from the wire.
public final class UnknownManifestException extends SerializationException {

    private final int id;

    UnknownManifestException(int id) {
        super("no type with the wire id " + WireIds.text(id)
                + " is registered here: look it up in wire-contract.txt of the"
                + " node that wrote it, and register that type on this node (a type that was renamed keeps being read"
                + " with formerly(\"its.old.name\"))");
        this.id = id;
    }

    /// The wire id, as `wire-contract.txt` lists it beside the name.
    public int id() {
        return id;
    }
}
