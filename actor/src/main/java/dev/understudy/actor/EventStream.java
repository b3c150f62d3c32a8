package dev.understudy.actor;

import static java.util.Objects.requireNonNull;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.understudy.actor.internal.InternalRef;
import dev.understudy.actor.internal.Telling;
import dev.understudy.actor.internal.Watcher;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// News inside one [ActorSystem]: what is published reaches all who subscribed to its type or one above it. A
/// subscription ends with its subscriber. Thread-safe.
///
/// Delivery is [ActorRef#tell]: at most once, and what one thread publishes arrives in order. For news that
/// cross members use a topic of the node, or its events, which come out in this stream on every member.
public final class EventStream {

    private final ReentrantLock lock = new ReentrantLock();

    @GuardedBy("lock")
    private final List<Subscription> subscriptions = new ArrayList<>();

    /// What the stream has put at each subscriber's side to hear of its end.
    @GuardedBy("lock")
    private final Map<ActorRef<?>, Watcher> watchers = new HashMap<>();

    /// Who gets events of each class, as met since the last change of the subscriptions.
    private volatile Map<Class<?>, List<ActorRef<Object>>> audiences = new ConcurrentHashMap<>();

    EventStream() {}

    private record Subscription(Class<?> type, ActorRef<Object> subscriber) {}

    /// Tells `subscriber` every event of this type from now on. Who has subscribed to several types that an
    /// event is of gets it once.
    @SuppressWarnings("unchecked") // it is told only what is an E
    public <E> void subscribe(Class<E> type, ActorRef<? super E> subscriber) {
        var subscription = new Subscription(requireNonNull(type, "type"), (ActorRef<Object>) subscriber);
        lock.lock();
        try {
            if (subscriptions.contains(subscription)) {
                return;
            }
            var ref = InternalRef.of(subscriber);
            subscriptions.add(subscription);
            audiences = new ConcurrentHashMap<>();
            if (!watchers.containsKey(subscriber)) {
                Watcher watcher = terminated -> unsubscribe(terminated.ref());
                watchers.put(subscriber, watcher);
                // Last, as it calls back at once for who has ended.
                ref.addWatcher(watcher);
            }
        } finally {
            lock.unlock();
        }
    }

    /// Ends the subscription to this very type. An event that is being published may still arrive.
    public void unsubscribe(Class<?> type, ActorRef<?> subscriber) {
        remove(subscriber, type);
    }

    /// Ends all subscriptions of this subscriber.
    public void unsubscribe(ActorRef<?> subscriber) {
        remove(subscriber, null);
    }

    private void remove(ActorRef<?> subscriber, @Nullable Class<?> type) {
        lock.lock();
        try {
            subscriptions.removeIf(it -> it.subscriber().equals(subscriber) && (type == null || it.type() == type));
            if (subscriptions.stream().noneMatch(it -> it.subscriber().equals(subscriber))) {
                var watcher = watchers.remove(subscriber);
                if (watcher != null) {
                    InternalRef.of(subscriber).removeWatcher(watcher);
                }
            }
            audiences = new ConcurrentHashMap<>();
        } finally {
            lock.unlock();
        }
    }

    /// Tells everybody who has subscribed to what this is.
    public void publish(Object event) {
        var known = audiences;
        for (var subscriber : known.computeIfAbsent(event.getClass(), this::audienceOf)) {
            Telling.orDeadLetter(subscriber, event);
        }
    }

    private List<ActorRef<Object>> audienceOf(Class<?> type) {
        lock.lock();
        try {
            var audience = new LinkedHashSet<ActorRef<Object>>();
            for (var subscription : subscriptions) {
                if (subscription.type().isAssignableFrom(type)) {
                    audience.add(subscription.subscriber());
                }
            }
            return List.copyOf(audience);
        } finally {
            lock.unlock();
        }
    }

    /// How many subscriptions there are.
    public int size() {
        lock.lock();
        try {
            return subscriptions.size();
        } finally {
            lock.unlock();
        }
    }
}
