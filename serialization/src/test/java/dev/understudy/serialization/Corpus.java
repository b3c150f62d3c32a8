package dev.understudy.serialization;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// Bytes that earlier releases wrote, kept as hexadecimal lines `name = bytes` in test resources.
///
/// They stand for journals out there, so a file is written once, when its release is made (with
/// `-Dunderstudy.corpus.record=true`), and never again: this class does not overwrite.
final class Corpus {

    private static final String RECORD_PROPERTY = "understudy.corpus.record";

    private final Map<String, byte[]> bytes;

    private Corpus(Map<String, byte[]> bytes) {
        this.bytes = bytes;
    }

    Set<String> names() {
        return bytes.keySet();
    }

    /// The bytes of one value.
    byte[] bytes(String name) {
        var found = bytes.get(name);
        if (found == null) {
            throw new IllegalArgumentException("the corpus has no " + name + ", only " + bytes.keySet());
        }
        return found;
    }

    /// Reads a file of the corpus; records it first where there is none and that was asked for.
    static Corpus read(String name, MessageCodec codec, Map<String, ?> written) {
        var path = Path.of("src/test/resources/corpus", name + ".txt");
        try {
            if (!Files.exists(path) && Boolean.getBoolean(RECORD_PROPERTY)) {
                record(path, codec, written);
            }
            return new Corpus(parse(Files.readString(path)));
        } catch (IOException e) {
            throw new UncheckedIOException("no corpus " + path + "; record it with -D" + RECORD_PROPERTY + "=true", e);
        }
    }

    private static void record(Path path, MessageCodec codec, Map<String, ?> written) throws IOException {
        var text = new StringBuilder();
        written.forEach((name, value) -> text.append(name)
                .append(" = ")
                .append(HexFormat.of().formatHex(codec.encode(value)))
                .append('\n'));
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private static Map<String, byte[]> parse(String text) {
        var bytes = new LinkedHashMap<String, byte[]>();
        for (var line : text.lines().toList()) {
            var parts = line.split(" = ", 2);
            bytes.put(parts[0], HexFormat.of().parseHex(parts[1]));
        }
        return bytes;
    }
}
