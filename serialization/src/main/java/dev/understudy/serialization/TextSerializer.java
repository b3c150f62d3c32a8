package dev.understudy.serialization;

/// `String`. A component that the bytes do not have is the empty string.
final class TextSerializer extends WireSerializer<String> {

    @Override
    void write(WireKryo kryo, ValueOutput out, String value) {
        out.writeText(value);
    }

    @Override
    String read(WireKryo kryo, ValueInput in) {
        return in.readText();
    }

    @Override
    String absentValue() {
        return "";
    }

    @Override
    String wireType() {
        return "string";
    }
}
