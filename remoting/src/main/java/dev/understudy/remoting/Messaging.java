package dev.understudy.remoting;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What actors of different nodes have in common beyond refs: topics, and the receptionist. One for each node.
///
/// Thread-safe.
public final class Messaging implements AutoCloseable {
    private final Remoting remoting;
    private final ReplicatedRegister register;
    private final Receptionist receptionist;
    private final Map<String, Topic<?>> topics = new ConcurrentHashMap<>();

    /// Prepares it; before the transport starts.
    public Messaging(Remoting remoting) {
        this.remoting = remoting;
        this.register = new ReplicatedRegister(remoting);
        this.receptionist = new Receptionist(remoting, register);
    }

    /// Begins to hear of the others; the transport has started.
    public void start() {
        register.start();
    }

    /// Where actors are found by what they do.
    public Receptionist receptionist() {
        return receptionist;
    }

    /// The topic of this name.
    ///
    /// @throws IllegalArgumentException if the name is not allowed, or was used here with another type
    @SuppressWarnings("unchecked") // of the same type, as checked
    public <M> Topic<M> topic(String name, Class<M> type) {
        var topic = topics.computeIfAbsent(name, _ -> new Topic<>(name, type, remoting, register));
        if (!topic.type().equals(type)) {
            throw new IllegalArgumentException("topic '%s' is for %s, not for %s"
                    .formatted(name, topic.type().getName(), type.getName()));
        }
        return (Topic<M>) topic;
    }

    /// Stops telling the others; the transport is about to close.
    @Override
    public void close() {
        register.close();
    }
}
