package dev.understudy.remoting;

import dev.understudy.actor.Props;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/// What actors of different nodes have in common beyond refs: topics, the receptionist, children elsewhere. One
/// for each node.
///
/// Thread-safe.
public final class Messaging implements AutoCloseable {
    private final Remoting remoting;
    private final ReplicatedRegister register;
    private final Receptionist receptionist;
    private final RemoteChildren children;
    private final ClusterEvents events;
    private final Map<String, Topic<?>> topics = new ConcurrentHashMap<>();

    /// Prepares it; before the transport starts.
    public Messaging(Remoting remoting) {
        this.remoting = remoting;
        this.register = new ReplicatedRegister(remoting);
        this.receptionist = new Receptionist(remoting, register);
        this.children = new RemoteChildren(remoting, register);
        this.events = new ClusterEvents(remoting, register);
    }

    /// Makes children of a recipe on this node for parents elsewhere; before the start.
    ///
    /// @param options what their actors run on
    public <A, M> void offer(RemoteRecipe<A, M> recipe, RecipeFactory<A, M> factory, UnaryOperator<Props<M>> options) {
        children.postedHere().offer(new HostedRecipe<>(recipe, factory, options));
    }

    RemoteChildren children() {
        return children;
    }

    /// Recipes in quarantine, as far as this node knows.
    public Set<String> quarantinedRecipes() {
        return children.quarantine().recipes();
    }

    /// Lets nodes take children of a recipe again.
    public void release(RemoteRecipe<?, ?> recipe) {
        children.quarantine().set(recipe.name(), false);
    }

    /// The node is about to leave, with the children that it runs for others; its own actors are still to be stopped.
    public void leave() {
        children.postedHere().leave();
    }

    /// Begins to hear of the others; the transport has started.
    public void start() {
        register.start();
        children.start();
    }

    /// Where actors are found by what they do.
    public Receptionist receptionist() {
        return receptionist;
    }

    /// News for all members.
    public ClusterEvents events() {
        return events;
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
        children.close();
        register.close();
    }
}
