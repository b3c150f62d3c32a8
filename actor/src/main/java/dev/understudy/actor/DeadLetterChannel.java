package dev.understudy.actor;

import static java.util.stream.Collectors.toUnmodifiableMap;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where undeliverable messages of one [ActorSystem] end: counted by reason, and shown to whoever subscribed.
/// Thread-safe.
public final class DeadLetterChannel {

    private static final Logger log = LoggerFactory.getLogger(DeadLetterChannel.class);

    private final Map<DeadLetter.Reason, LongAdder> counters = new ConcurrentHashMap<>();
    private final CopyOnWriteArrayList<Consumer<? super DeadLetter>> subscribers = new CopyOnWriteArrayList<>();

    DeadLetterChannel() {}

    /// Counts a dead letter and shows it to the subscribers. A subscriber that throws is logged and keeps its
    /// subscription.
    public void publish(DeadLetter letter) {
        counters.computeIfAbsent(letter.reason(), _ -> new LongAdder()).increment();
        log.trace("dead letter to {}, {}: {}", letter.target(), letter.reason(), letter.message());
        for (var subscriber : subscribers) {
            try {
                subscriber.accept(letter);
            } catch (RuntimeException e) {
                log.warn("a subscriber of dead letters failed", e);
            }
        }
    }

    /// Calls back for every dead letter from now on, on the thread that met it: hand it over and return.
    ///
    /// @return ends the subscription
    public Cancellable subscribe(Consumer<? super DeadLetter> subscriber) {
        // Wrapped, so that the same consumer subscribed twice is two subscriptions.
        Consumer<DeadLetter> entry = subscriber::accept;
        subscribers.add(entry);
        return () -> subscribers.remove(entry);
    }

    /// How many dead letters there were so far, by reason.
    public Map<DeadLetter.Reason, Long> counts() {
        return counters.entrySet().stream()
                .collect(toUnmodifiableMap(Map.Entry::getKey, e -> e.getValue().sum()));
    }

    /// How many dead letters there were so far.
    public long count() {
        return counters.values().stream().mapToLong(LongAdder::sum).sum();
    }
}
