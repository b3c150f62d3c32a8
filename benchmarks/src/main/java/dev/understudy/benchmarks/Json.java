package dev.understudy.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.UncheckedIOException;
import java.util.SortedMap;
import java.util.TreeMap;

/// JSON on one line.
final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final TypeReference<TreeMap<String, Double>> FIGURES = new TypeReference<>() {};

    private Json() {}

    static String line(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(
                    "writing %s as JSON".formatted(value.getClass().getSimpleName()), e);
        }
    }

    /// The figures that a line tells.
    static SortedMap<String, Double> figures(String line) {
        try {
            return MAPPER.readValue(line, FIGURES);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("reading figures from '%s'".formatted(line), e);
        }
    }
}
