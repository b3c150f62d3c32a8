package dev.understudy.serialization;

/// A user's [Serializer] at its place on the wire: bytes of known length that begin with the serializer's version.
final class CustomSerializer<T> extends WireSerializer<T> {

    private final Manifest manifest;
    private final Class<? super T> type;
    private final Serializer<T> users;
    private final String wireType;

    CustomSerializer(Manifest manifest, Class<? super T> type, Serializer<T> users) {
        this(manifest, type, users, manifest.name());
    }

    private CustomSerializer(Manifest manifest, Class<? super T> type, Serializer<T> users, String wireType) {
        this.manifest = manifest;
        this.type = type;
        this.users = users;
        this.wireType = wireType;
    }

    /// The same under a longer name in the contract, as in `entity-ref<account.command>`.
    @Override
    CustomSerializer<T> describedAs(String longerWireType) {
        return new CustomSerializer<>(manifest, type, users, longerWireType);
    }

    @Override
    void write(WireKryo kryo, ValueOutput out, T value) {
        long start = out.beginBlob();
        out.writeVarInt(manifest.version(), true);
        kryo.enter();
        users.write(value, out.facade());
        kryo.leave();
        out.endBlob(start);
    }

    @Override
    T read(WireKryo kryo, ValueInput in) {
        int length = in.readBlobLength();
        int end = in.position() + length;
        int outer = in.limit();
        in.setLimit(end);
        int version = readVersion(in);
        kryo.enter();
        T value = users.read(in.facade(), version);
        kryo.leave();
        if (!type.isInstance(value)) {
            throw new MalformedMessageException("the serializer of " + manifest + " returned " + value);
        }
        in.setPosition(end);
        in.setLimit(outer);
        return value;
    }

    @Override
    int peekVersion(ValueInput in) {
        in.readBlobLength();
        return readVersion(in);
    }

    @Override
    String wireType() {
        return wireType;
    }

    private int readVersion(ValueInput in) {
        int version = in.readVarInt(true);
        if (version < 1) {
            throw new MalformedMessageException(version + " is not a version of " + manifest.name());
        }
        if (version > manifest.version()) {
            throw new IncompatibleMessageException(manifest.name() + " was written in version " + version
                    + "; this node reads up to " + manifest.version());
        }
        return version;
    }
}
