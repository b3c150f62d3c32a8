package dev.understudy.node;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a node has started, to be stopped the other way round: when it closes, or when its start fails half-way.
///
/// Used by one thread at a time.
final class Started implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Started.class);

    private record Part(String name, AutoCloseable part) {}

    private final Deque<Part> parts = new ArrayDeque<>();

    <T extends AutoCloseable> T add(String name, T part) {
        parts.push(new Part(name, part));
        return part;
    }

    /// Stops everything; what fails to stop is logged and does not keep the rest from stopping.
    @Override
    public void close() {
        while (!parts.isEmpty()) {
            var next = parts.pop();
            try {
                next.part().close();
            } catch (Exception failure) {
                log.error("{} did not stop cleanly", next.name(), failure);
            }
        }
    }
}
