package dev.understudy.serialization;

import java.util.function.Function;

/// A value of the JDK whose standard text form says all of it, such as a locale's language tag.
final class TextFormSerializer<T> extends WireSerializer<T> {

    private final String name;
    private final Function<T, String> format;
    private final Function<String, T> parse;

    TextFormSerializer(String name, Function<T, String> format, Function<String, T> parse) {
        this.name = name;
        this.format = format;
        this.parse = parse;
    }

    @Override
    void write(WireKryo kryo, ValueOutput out, T value) {
        out.writeText(format.apply(value));
    }

    @Override
    T read(WireKryo kryo, ValueInput in) {
        return parse.apply(in.readText());
    }

    @Override
    String wireType() {
        return name;
    }
}
