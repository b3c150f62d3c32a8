package dev.understudy.remoting;

import static java.util.Objects.requireNonNull;

import dev.understudy.actor.ActorContext;
import dev.understudy.actor.ActorRef;
import dev.understudy.actor.Behavior;
import dev.understudy.actor.DeadLetter;
import dev.understudy.actor.DeadLetter.Reason;
import dev.understudy.actor.Props;
import dev.understudy.actor.Signal;
import dev.understudy.actor.internal.Telling;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;

/// What is published here reaches all subscribers in the cluster.
///
/// ```java
/// Topic<Price> prices = node.topic("prices", Price.class);
/// prices.subscribe(node.spawn("ticker", _ -> price -> System.out.println(price)));
/// prices.publish(new Price("ABC", 101));
/// ```
///
/// *Delivery:* at most once, and what one publisher publishes arrives at each subscriber in that order. A
/// subscriber of the publisher's own node is reached from the moment on in which it subscribes; those of other
/// nodes a moment later, when the publisher's node has heard of them. Nothing is kept for subscribers that come
/// later or are away: who must not miss anything reads a journal. What is lost with a node, or on the way to a
/// node that takes no more, is not repeated; in a partition each side hears its own.
///
/// A subscription ends with its subscriber. Subscribe where the subscriber lives: the subscription of an actor of
/// another node takes the way over this one, and ends with it.
///
/// Thread-safe.
///
/// @param <M> what is published
public final class Topic<M> {
    /// What was published is of another type than the subscribers of this node take.
    public static final Reason WRONG_TYPE = new Reason("WRONG_TYPE");

    private static final String PREFIX = "topic/";

    private final String name;
    private final Class<M> type;
    private final Remoting remoting;
    private final ReplicatedRegister register;
    private final ActorRef<Object> hub;

    Topic(String name, Class<M> type, Remoting remoting, ReplicatedRegister register) {
        this.name = Names.checked("topic", name);
        this.type = requireNonNull(type, "type");
        this.remoting = remoting;
        this.register = register;
        this.hub = remoting.system().internals().spawnSystem("topic-" + name, Props.of(Hub::new));
    }

    /// The topic's name, the same in the whole cluster.
    public String name() {
        return name;
    }

    /// What is published here.
    public Class<M> type() {
        return type;
    }

    /// Tells an actor what is published from now on, until it ends or unsubscribes. Who subscribes twice is
    /// told once.
    public void subscribe(ActorRef<? super M> subscriber) {
        hub.tell(new Subscribe(requireNonNull(subscriber, "subscriber")));
    }

    /// Ends a subscription; what was published before may still arrive.
    public void unsubscribe(ActorRef<? super M> subscriber) {
        hub.tell(new Unsubscribe(subscriber));
    }

    /// Tells a message to all subscribers, here and elsewhere.
    ///
    /// @throws IllegalArgumentException if it is not of the topic's type
    /// @throws dev.understudy.serialization.UnregisteredTypeException if it could not be sent to other nodes; also
    ///     where there are none, so that it shows before there are
    public void publish(M message) {
        if (!type.isInstance(message)) {
            throw new IllegalArgumentException("topic '%s' is for %s, and what was published is %s"
                    .formatted(name, type.getName(), message.getClass().getName()));
        }
        var _ = remoting.codec().manifestOf(message.getClass());
        Telling.orDeadLetter(hub, message);
        for (var listed : register.find(PREFIX + name)) {
            if (!listed.entry().ref().equals(hub)) {
                tell(listed.entry().ref(), message);
            }
        }
    }

    @SuppressWarnings("unchecked") // only hubs are entered under this key
    private static void tell(ActorRef<?> hub, Object message) {
        Telling.orDeadLetter((ActorRef<Object>) hub, message);
    }

    @Override
    public String toString() {
        return name;
    }

    private record Subscribe(ActorRef<?> subscriber) {}

    private record Unsubscribe(ActorRef<?> subscriber) {}

    /// The topic's actor on this node: tells what reaches it to the subscribers here, and is entered in the register
    /// while there are any. It is of this node's system, so what one publisher sends through it stays in order.
    private final class Hub implements Behavior<Object> {
        private final ActorContext<Object> context;
        private final Set<ActorRef<M>> subscribers = new LinkedHashSet<>();

        Hub(ActorContext<Object> context) {
            this.context = context;
        }

        @Override
        @SuppressWarnings("unchecked") // `subscribe` takes only who accepts an M
        public void receive(Object message) {
            switch (message) {
                case Subscribe(var subscriber) -> {
                    if (subscribers.add((ActorRef<M>) subscriber)) {
                        context.watch(subscriber);
                        register.enter(PREFIX + name, context.self());
                    }
                }
                case Unsubscribe(var subscriber) -> {
                    context.unwatch(subscriber);
                    remove(subscriber);
                }
                default -> spread(message);
            }
        }

        private void spread(Object message) {
            if (type.isInstance(message)) {
                for (var subscriber : new ArrayList<>(subscribers)) {
                    Telling.orDeadLetter(subscriber, type.cast(message));
                }
            } else {
                context.system().deadLetterChannel().publish(new DeadLetter(message, context.self(), WRONG_TYPE));
            }
        }

        private void remove(ActorRef<?> subscriber) {
            subscribers.removeIf(each -> each.equals(subscriber));
            if (subscribers.isEmpty()) {
                register.remove(PREFIX + name, context.self());
            }
        }

        @Override
        public void onSignal(Signal signal) {
            if (signal instanceof Signal.Terminated(var ref, var _)) {
                remove(ref);
            }
        }
    }
}
