package dev.understudy.remoting;

import dev.understudy.actor.Props;

/// News for the whole cluster: what is published here is published in the [dev.understudy.actor.EventStream] of every
/// member, and reaches whoever has subscribed there to its type or one above it.
///
/// ```java
/// node.system().events().subscribe(ConfigurationChanged.class, ref);   // on any node
/// node.events().publish(new ConfigurationChanged(7));                  // on any other
/// ```
///
/// *Delivery* is that of a [Topic] that every member subscribes to: at most once, in order for each publisher; a
/// member that has just joined hears what is published once the publisher's node knows of it.
///
/// Thread-safe.
public final class ClusterEvents {
    private static final String NAME = "understudy.events";

    private final Topic<Object> topic;

    ClusterEvents(Remoting remoting, ReplicatedRegister register) {
        var events = remoting.system().events();
        topic = new Topic<>(NAME, Object.class, remoting, register);
        topic.subscribe(remoting.system().internals().spawnSystem("events", Props.of(_ -> events::publish)));
    }

    /// Publishes an event on all members, this one included.
    ///
    /// @throws dev.understudy.serialization.UnregisteredTypeException if it could not be sent to other members,
    ///     even where there are none
    public void publish(Object event) {
        topic.publish(event);
    }
}
