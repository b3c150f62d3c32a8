package dev.understudy.serialization;

import java.util.LinkedHashMap;
import java.util.Map;

/// A protocol as its first release had it. Its bytes are in the corpus, as are those of [SecondRelease] and
/// [ThirdRelease].
final class FirstRelease {

    private FirstRelease() {}

    sealed interface Event {}

    record Opened(String owner, int limitCents) implements Event {}

    record Paid(int cents, float rate, String memo) implements Event {}

    record Closed(int reason) implements Event {}

    static MessageRegistry registry() {
        return MessageRegistry.builder().register("corpus.event", Event.class).build();
    }

    static Map<String, Object> written() {
        var written = new LinkedHashMap<String, Object>();
        written.put("opened", new Opened("Ada", 10_000));
        written.put("paid", new Paid(1999, 0.5f, "books"));
        written.put("closed", new Closed(2));
        return written;
    }
}
