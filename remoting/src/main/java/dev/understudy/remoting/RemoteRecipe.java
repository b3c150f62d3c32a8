package dev.understudy.remoting;

import static java.util.Objects.requireNonNull;

import dev.understudy.actor.Props;
import dev.understudy.actor.RestartType;

/// A recipe for children that may run on other nodes: the name under which each such node has registered how to make
/// one,
/// and what travels there. Never code.
///
/// ```java
/// static final RemoteRecipe<Settings, Command> INDEXER = RemoteRecipe.of("indexer", Settings.class, Command.class);
///
/// Node.named("search-1").recipe(INDEXER, Indexer::new)                       // on every node that may run one
///
/// context.spawn("indexer", INDEXER.on(Placement.leastLoaded(), settings));   // in the parent
/// ```
///
/// *Supervision* is the parent's, as of any child: its strategy decides upon the child's failures, and scopes and
/// restart
/// limits count children here and elsewhere alike. Two things differ. A failure from another node is a
/// [dev.understudy.serialization.RemoteFailureException], which tells the class by name. And the loss of the child's
/// node
/// is a failure, [dev.understudy.actor.NodeDownException]: to restart the child then is to start it on another
/// node, by the same placement, behind the same ref.
///
/// *The ref* that `spawn` returns stays valid wherever the child runs; messages take the way over the parent's node,
/// and
/// wait there while the child can't take any. The child's own `context.self()` leads straight to it, and ends
/// with that node.
///
/// *When the parent's node is lost* the child stops. In a partition both sides may run one for a moment: the parent
/// starts
/// another as soon as it takes the child's node for lost.
///
/// @param <A> the arguments: a record, enum or sealed protocol, or a type that every node knows, such as `String`
/// @param <M> what such actors accept
/// @param name the same in the whole cluster; never given a second meaning
public record RemoteRecipe<A, M>(String name, Class<A> arguments, Class<M> protocol, RestartType restartType) {
    public RemoteRecipe {
        Names.checked("recipe", name);
        requireNonNull(arguments, "arguments");
        requireNonNull(protocol, "protocol");
        requireNonNull(restartType, "restartType");
    }

    /// A recipe of this name.
    public static <A, M> RemoteRecipe<A, M> of(String name, Class<A> arguments, Class<M> protocol) {
        return new RemoteRecipe<>(name, arguments, protocol, RestartType.TRANSIENT);
    }

    /// Children that come back as this says.
    public RemoteRecipe<A, M> restartType(RestartType restartType) {
        return new RemoteRecipe<>(name, arguments, protocol, restartType);
    }

    /// A child that runs where the placement says: to spawn, as any.
    ///
    /// Spawning fails with a [dev.understudy.serialization.SerializationException] if the arguments can't be
    /// sent, and with an [IllegalStateException] in a system that belongs to no node.
    public Props<M> on(Placement placement, A withArguments) {
        requireNonNull(placement, "placement");
        requireNonNull(withArguments, "withArguments");
        return Props.<M>elsewhere((system, life, path) ->
                        RemoteChildren.of(system).standIn(this, placement, withArguments, life, path))
                .restartType(restartType)
                .kind("recipe " + name);
    }

    @Override
    public String toString() {
        return name;
    }
}
