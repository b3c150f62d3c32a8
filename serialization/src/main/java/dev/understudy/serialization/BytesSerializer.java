package dev.understudy.serialization;

/// `byte[]`. Not copied into anything else; a component that the bytes do not have is the empty array.
final class BytesSerializer extends WireSerializer<byte[]> {

    @Override
    void write(WireKryo kryo, ValueOutput out, byte[] value) {
        out.writeBlob(value);
    }

    @Override
    byte[] read(WireKryo kryo, ValueInput in) {
        return in.readBlob();
    }

    @Override
    byte[] absentValue() {
        return new byte[0];
    }

    @Override
    String wireType() {
        return "bytes";
    }
}
