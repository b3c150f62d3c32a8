package dev.understudy.node;

import dev.understudy.actor.Props;
import dev.understudy.remoting.RecipeFactory;
import dev.understudy.remoting.RemoteRecipe;
import dev.understudy.serialization.MessageRegistry;
import dev.understudy.serialization.WireContract;
import dev.understudy.sharding.EntityFactory;
import dev.understudy.sharding.EntityKind;
import dev.understudy.sharding.EntityType;
import dev.understudy.sharding.Singleton;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// Says what a node is before it starts. What is set here is the application's default: a file, the environment and
/// system properties have the last word (see [Settings]).
///
/// Not thread-safe.
public final class NodeBuilder {
    private final Map<Setting<?>, Object> values = new HashMap<>();
    private final Map<String, EntityKind<?>> kinds = new HashMap<>();
    private final Map<String, Recipe<?, ?>> recipes = new LinkedHashMap<>();
    private final List<Consumer<MessageRegistry.Builder>> messages = new ArrayList<>();
    private Optional<Path> file = Optional.empty();

    NodeBuilder(String name) {
        set(Settings.NAME, name);
    }

    /// Gives a setting its value.
    ///
    /// @throws InvalidSettingException if the value is not allowed
    public <T> NodeBuilder set(Setting<T> setting, T value) {
        values.put(setting, setting.check(value));
        return this;
    }

    /// Reads settings from a file, `*.properties`, `*.yaml` or `*.yml`.
    public NodeBuilder config(Path settings) {
        file = Optional.of(settings);
        return this;
    }

    /// Belongs to the cluster of this name.
    public NodeBuilder cluster(String name) {
        return set(Settings.CLUSTER, name);
    }

    /// Uses the JGroups stack in this file, or resource of the class path.
    public NodeBuilder transport(String stack) {
        return set(Settings.STACK, stack);
    }

    /// Listens on this address, on this port and those 100, 200 and 300 above it.
    public NodeBuilder bind(String address, int port) {
        return set(Settings.BIND_ADDRESS, address).set(Settings.BIND_PORT, port);
    }

    /// Looks for the other members at these `host:port`, the control ports of some of them.
    public NodeBuilder initialHosts(String... hosts) {
        return set(Settings.DISCOVERY, Settings.Discovery.TCPPING).set(Settings.INITIAL_HOSTS, String.join(",", hosts));
    }

    /// Runs no entity before so many members that host shards are in view: more than half of what is planned.
    public NodeBuilder bootstrapExpect(int members) {
        return set(Settings.BOOTSTRAP_EXPECT, members);
    }

    /// Only asks, and hosts no shards.
    public NodeBuilder client() {
        return set(Settings.ROLE, Settings.Role.CLIENT);
    }

    /// Stands in this zone; the copies of a shard are kept apart by it.
    public NodeBuilder zone(String zone) {
        return set(Settings.ZONE, zone);
    }

    /// Passivates entities that have been idle for so long. A volatile entity loses its state.
    public NodeBuilder passivateAfter(Duration idle) {
        return set(Settings.PASSIVATE_AFTER, idle);
    }

    /// Knows a type of entity: can reach its entities, and runs those whose shards it owns.
    ///
    /// The records of its protocol, and whatever they are made of, are registered for the wire under names that
    /// follow from the type's name.
    ///
    /// @throws IllegalArgumentException if another type has the name
    public <C> NodeBuilder entity(EntityType<C> type, EntityFactory<C> factory) {
        return kind(new EntityKind<>(type, factory));
    }

    /// Knows a singleton: can reach it, and runs it if the grid puts it here. Every member that hosts shards is given
    /// it: where the grid puts it is not the application's choice.
    ///
    /// What it is told is registered for the wire as an entity's protocol is.
    ///
    /// @throws IllegalArgumentException if another singleton has the name
    public <C> NodeBuilder singleton(Singleton<C> singleton, EntityFactory<C> factory) {
        return kind(EntityKind.of(singleton, factory));
    }

    private NodeBuilder kind(EntityKind<?> kind) {
        if (kinds.putIfAbsent(kind.type().name(), kind) != null) {
            throw new IllegalArgumentException("entity type '%s' is registered twice".formatted(kind.type()));
        }
        return this;
    }

    /// Can make children of this recipe for parents on any node; they run event-driven.
    ///
    /// What the recipe's actors accept, and their arguments, are registered for the wire under names that
    /// follow from the classes.
    ///
    /// @throws IllegalArgumentException if another recipe has the name
    public <A, M> NodeBuilder recipe(RemoteRecipe<A, M> recipe, RecipeFactory<A, M> factory) {
        return recipe(recipe, factory, props -> props);
    }

    /// The same, for children that run as `options` says: blocking, with a mailbox of some kind.
    ///
    /// @param options changes how such a child runs; called whenever one is made, and returns quickly
    public <A, M> NodeBuilder recipe(
            RemoteRecipe<A, M> recipe, RecipeFactory<A, M> factory, UnaryOperator<Props<M>> options) {
        if (recipes.putIfAbsent(recipe.name(), new Recipe<>(recipe, factory, options)) != null) {
            throw new IllegalArgumentException("recipe '%s' is registered twice".formatted(recipe));
        }
        return this;
    }

    /// Can spawn children of this recipe on other nodes, and makes none itself: as a client that has only parents.
    ///
    /// @throws IllegalArgumentException if another recipe has the name
    public <A, M> NodeBuilder recipeElsewhere(RemoteRecipe<A, M> recipe) {
        if (recipes.putIfAbsent(recipe.name(), Recipe.elsewhere(recipe)) != null) {
            throw new IllegalArgumentException("recipe '%s' is registered twice".formatted(recipe));
        }
        return this;
    }

    /// Keeps so many entities in memory; beyond that the less useful ones are passivated. A volatile entity loses its
    /// state.
    public NodeBuilder maxResident(int entities) {
        return set(Settings.MAX_RESIDENT, entities);
    }

    /// Registers messages that no entity's protocol reaches, or gives wire names of one's own.
    public NodeBuilder messages(Consumer<MessageRegistry.Builder> registration) {
        messages.add(registration);
        return this;
    }

    /// Gives this node's actors copies of what they are sent, written and read as for the wire, so that in
    /// development a message shows which is mutable or could not be sent to another node. What can't be copied
    /// fails its sender with a [dev.understudy.actor.MessageNotCopyableException].
    public NodeBuilder checkMessages() {
        return set(Settings.LOCAL_MESSAGES, Settings.LocalMessages.COPIED);
    }

    /// Every type that such a node sends or stores, under its wire name; starts nothing. An application keeps it in a
    /// file beside its code and compares it in a test, see [dev.understudy.serialization.WireContractFile].
    public WireContract wireContract() {
        return toStart().contract();
    }

    /// Starts the node; returns when it has joined and every entity can be reached.
    ///
    /// @throws NodeStartException naming the phase that failed; nothing is left running
    public Node start() {
        return toStart().run();
    }

    private NodeStart toStart() {
        return new NodeStart(
                Map.copyOf(values),
                List.copyOf(kinds.values()),
                List.copyOf(recipes.values()),
                List.copyOf(messages),
                file);
    }

    /// Starts the node on another thread: where several start in one process, each waits for the others.
    public CompletableFuture<Node> startAsync() {
        var starting = new CompletableFuture<Node>();
        var described = toStart(); // now: what this builder is told later is another node's
        NodeThreads.start(() -> {
            try {
                starting.complete(described.run());
            } catch (Throwable failure) {
                starting.completeExceptionally(failure);
            }
        });
        return starting;
    }
}
