package dev.understudy.node;

import dev.understudy.actor.ActorContext;
import dev.understudy.actor.ActorRef;
import dev.understudy.actor.ActorSystem;
import dev.understudy.actor.BehaviorFactory;
import dev.understudy.actor.Props;
import dev.understudy.cluster.Member;
import dev.understudy.cluster.View;
import dev.understudy.node.NodeStatus.State;
import dev.understudy.remoting.ClusterEvents;
import dev.understudy.remoting.Messaging;
import dev.understudy.remoting.Receptionist;
import dev.understudy.remoting.RemoteRecipe;
import dev.understudy.remoting.Remoting;
import dev.understudy.remoting.Topic;
import dev.understudy.sharding.EntityRef;
import dev.understudy.sharding.EntityType;
import dev.understudy.sharding.Operator;
import dev.understudy.sharding.Sharding;
import dev.understudy.sharding.Singleton;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// This library, running in this JVM: one member of a cluster, with its actors and its share of the entities.
///
/// ```java
/// try (var node = Node.named("bank-1").entity(Account.TYPE, Account::new).start()) {
///     node.entityRef(Account.TYPE, "acc-42").tell(new Deposit(500, slip, node.deadLetters()));
///     node.awaitShutdown();
/// }
/// ```
///
/// Thread-safe.
public final class Node implements AutoCloseable {
    /// For actors to stop in, where handing over took all there was.
    private static final Duration LEAST_TO_STOP = Duration.ofSeconds(1);

    private static final Logger log = LoggerFactory.getLogger(Node.class);

    private final Settings settings;
    private final ActorSystem system;
    private final Remoting remoting;
    private final Messaging messaging;
    private final Sharding sharding;
    private final ViewWatch views;
    private final Started started;
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile State state = State.STARTING;
    private volatile OptionalInt adminPort = OptionalInt.empty();

    /// @param started what is to be stopped when the node closes
    Node(
            Settings settings,
            ActorSystem system,
            Remoting remoting,
            Messaging messaging,
            Sharding sharding,
            NodeThreads threads,
            Started started) {
        this.settings = settings;
        this.system = system;
        this.remoting = remoting;
        this.messaging = messaging;
        this.sharding = sharding;
        this.views = new ViewWatch(remoting);
        this.started = started;
        system.internals().attach(Node.class, this);
        remoting.onRejected(reason -> {
            log.error("node {} closes, since the cluster refuses it", name(), reason);
            threads.once("rejected", this::close);
        });
    }

    void adminAt(AdminServer server) {
        adminPort = OptionalInt.of(server.port());
    }

    /// The port of the admin server; empty where none was asked for.
    public OptionalInt adminPort() {
        return adminPort;
    }

    /// Every entity can be reached from now on.
    void ready() {
        state = State.READY;
        log.info("node {} is ready at epoch {}, among {}", name(), sharding.epoch(), view());
    }

    /// Begins to describe a node.
    ///
    /// @param name unique in the cluster
    public static NodeBuilder named(String name) {
        return new NodeBuilder(name);
    }

    /// The node's name.
    public String name() {
        return settings.get(Settings.NAME);
    }

    /// What the node runs with.
    public Settings settings() {
        return settings;
    }

    /// This node as the others see it.
    public Member self() {
        return remoting.transport().self();
    }

    /// The members that are here now, as far as this node knows.
    public View view() {
        return remoting.transport().view();
    }

    /// The address of an entity, wherever it lives.
    ///
    /// @throws dev.understudy.sharding.UnknownEntityTypeException if the type was not given to [NodeBuilder#entity]
    /// @throws IllegalArgumentException if the id is empty, longer than 512 characters, or holds a NUL
    public <C> EntityRef<C> entityRef(EntityType<C> type, String id) {
        return sharding.entityRef(type, id);
    }

    /// The address of a singleton, wherever it runs.
    ///
    /// @throws dev.understudy.sharding.UnknownEntityTypeException if it was not given to [NodeBuilder#singleton]
    public <C> EntityRef<C> singletonRef(Singleton<C> singleton) {
        return sharding.singletonRef(singleton);
    }

    /// The member that runs a singleton, as far as this node knows; empty while nobody does.
    public Optional<Member> ownerOf(Singleton<?> singleton) {
        return sharding.ownerOf(singleton);
    }

    /// The member that owns an entity, as far as this node knows; empty while nobody does.
    public Optional<Member> ownerOf(EntityType<?> type, String id) {
        return sharding.ownerOf(type, id);
    }

    /// The entities of this node that have failed too often, as `type/id`: they are not activated, and what they are
    /// asked fails with [dev.understudy.sharding.EntityUnavailableException] and the reason `QUARANTINED`.
    public Set<String> quarantinedEntities() {
        return sharding.quarantined();
    }

    /// Lets an entity out of quarantine: its next message activates it. Asked of the node that owns it; see [#ownerOf].
    ///
    /// @return whether it was in quarantine here
    public boolean release(EntityType<?> type, String id) {
        return sharding.release(type, id);
    }

    /// For what an operator may decide and no node: what is lost, and who is not expected back.
    public Operator operator() {
        return sharding.operator();
    }

    /// Starts an actor of this node.
    ///
    /// @throws IllegalArgumentException if the name is taken or not allowed
    public <M> ActorRef<M> spawn(String name, BehaviorFactory<M> factory) {
        return system.spawn(name, Props.of(factory));
    }

    /// Starts an actor of this node by its recipe.
    ///
    /// @throws IllegalArgumentException if the name is taken or not allowed
    public <M> ActorRef<M> spawn(String name, Props<M> props) {
        return system.spawn(name, props);
    }

    /// The topic of this name, to publish to all members and to subscribe to what they publish. What is published is
    /// registered for the wire with [NodeBuilder#messages].
    ///
    /// @throws IllegalArgumentException if the name is not allowed, or was used on this node with another type
    public <M> Topic<M> topic(String name, Class<M> type) {
        return messaging.topic(name, type);
    }

    /// News for the event streams of all members. Events are registered for the wire with [NodeBuilder#messages].
    public ClusterEvents events() {
        return messaging.events();
    }

    /// Recipes that no node takes for the moment, as far as this one knows: node after node was lost soon after a
    /// child of such a recipe came.
    public Set<String> quarantinedRecipes() {
        return messaging.quarantinedRecipes();
    }

    /// Lets the nodes that are in view take children of a recipe again.
    public void release(RemoteRecipe<?, ?> recipe) {
        messaging.release(recipe);
    }

    /// The node that an actor runs on: for entities, and actors that were made by a recipe, wherever that was.
    ///
    /// @throws IllegalStateException if its system belongs to no node
    public static Node of(ActorContext<?> context) {
        return context.system()
                .internals()
                .attachment(Node.class)
                .orElseThrow(() -> new IllegalStateException(
                        "actor system '" + context.system().name() + "' belongs to no node"));
    }

    /// Where actors of all members are found by what they do.
    public Receptionist receptionist() {
        return messaging.receptionist();
    }

    /// The actors of this node.
    public ActorSystem system() {
        return system;
    }

    /// Where undeliverable messages end; also a `replyTo` for those who want no answer.
    public <M> ActorRef<M> deadLetters() {
        return system.deadLetters();
    }

    /// Waits until so many members are in view, clients included.
    ///
    /// @throws ClusterSizeException if they are not in time
    public void awaitMembers(int members, Duration timeout) {
        views.await(members, timeout);
    }

    /// What the node says of itself now.
    public NodeStatus status() {
        var view = view();
        var deadLetters = new TreeMap<String, Long>();
        system.deadLetterChannel().counts().forEach((reason, count) -> deadLetters.put(reason.code(), count));
        return new NodeStatus(
                name(),
                settings.get(Settings.CLUSTER),
                word(settings.get(Settings.ROLE)),
                state,
                view.id().toString(),
                view.members().stream()
                        .map(member -> new NodeStatus.MemberStatus(
                                member.name(), member.endpoint(), word(member.role()), member.zone()))
                        .toList(),
                sharding.epoch(),
                sharding.shardsByOwner(),
                sharding.runningShards(),
                sharding.isLeased(),
                sharding.shardStates(),
                sharding.failovers().incidents(),
                sharding.thinShards(),
                sharding.journalBytes(),
                sharding.turnsUnderWay(),
                sharding.quarantined(),
                sharding.residents(),
                sharding.ledger(),
                deadLetters);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /// Waits until the node is closed.
    ///
    /// @throws InterruptedException if the waiting thread is interrupted; the node runs on
    public void awaitShutdown() throws InterruptedException {
        closed.await();
    }

    /// Hands everything that lives here over to the others: entities and singletons, with the state, the timers and the
    /// messages that move with them. Then nothing depends on this node any more, it reaches no entity, and
    /// [#close] has little left to do. `/health` says `DOWN` from the call on. Harmless when repeated.
    ///
    /// @return whether all was handed over within `leave.timeout`; what was not is taken over by the others once
    ///     the node is gone
    public boolean drain() {
        return drain(settings.get(Settings.LEAVE_TIMEOUT));
    }

    private boolean drain(Duration limit) {
        state = State.LEAVING;
        try {
            sharding.leave().get(limit.toNanos(), TimeUnit.NANOSECONDS);
            log.info("node {} has handed its shards over", name());
            return true;
        } catch (TimeoutException late) {
            log.warn(
                    "node {} leaves with {} shards that were not handed over within {}",
                    name(),
                    sharding.runningShards(),
                    limit);
        } catch (ExecutionException bug) {
            throw new IllegalStateException("a bug of the library: leaving never fails", bug);
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            log.warn("node {} was interrupted while it handed its shards over", name());
        }
        return false;
    }

    /// Leaves the cluster and stops: hands the shards over to the others as [#drain] does, stops the actors from the
    /// leaves up, and lets the others know. For handing over and stopping together there is `leave.timeout`; where
    /// handing over takes all of it, actors have another second. Harmless when repeated; a second caller waits for
    /// the first.
    @Override
    public void close() {
        if (!closing.compareAndSet(false, true)) {
            waitForClose();
            return;
        }
        long begun = system.timeSource().nanoTime();
        try {
            var limit = settings.get(Settings.LEAVE_TIMEOUT);
            drain(limit);
            messaging.leave();
            // before the transport: once the others see us leave, nothing of ours may run
            var left = limit.minusNanos(system.timeSource().nanoTime() - begun);
            system.shutdown(left.compareTo(LEAST_TO_STOP) > 0 ? left : LEAST_TO_STOP);
        } finally {
            started.close();
            state = State.CLOSED;
            closed.countDown();
        }
    }

    private void waitForClose() {
        try {
            closed.await();
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
        }
    }
}
