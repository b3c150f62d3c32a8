package dev.understudy.serialization;

/// A value of the JDK in Kryo's own form, wrapped in bytes of known length.
final class KryoValueSerializer<T> extends WireSerializer<T> {

    private final String name;
    private final Class<T> type;
    private final com.esotericsoftware.kryo.kryo5.Serializer<T> kryos;

    KryoValueSerializer(String name, Class<T> type, com.esotericsoftware.kryo.kryo5.Serializer<T> kryos) {
        this.name = name;
        this.type = type;
        this.kryos = kryos;
    }

    @Override
    void write(WireKryo kryo, ValueOutput out, T value) {
        long start = out.beginBlob();
        kryos.write(kryo, out, value);
        out.endBlob(start);
    }

    @Override
    T read(WireKryo kryo, ValueInput in) {
        int length = in.readBlobLength();
        int end = in.position() + length;
        int outer = in.limit();
        in.setLimit(end);
        T value = kryos.read(kryo, in, type);
        if (value == null || in.position() != end) {
            throw new MalformedMessageException("the bytes of a " + name + " are damaged");
        }
        in.setLimit(outer);
        return value;
    }

    @Override
    String wireType() {
        return name;
    }
}
