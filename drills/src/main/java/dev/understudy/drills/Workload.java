package dev.understudy.drills;

import dev.understudy.node.Node;
import dev.understudy.node.NodeBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/// What a drill's load asks of a grid, and how the answers are judged. Implement it to drill entities of your
/// own, and name the class in `META-INF/services/dev.understudy.drills.Workload`; [BankWorkload] is the model.
public interface Workload {
    /// All that are named to the service loader.
    static List<Workload> all() {
        return ServiceLoader.load(Workload.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    /// The one of this name.
    static Optional<Workload> named(String name) {
        return all().stream().filter(workload -> workload.name().equals(name)).findFirst();
    }

    /// The name under which it is chosen.
    String name();

    /// The main class that the processes of a [LocalGrid] run: it embeds a node that hosts the entities.
    String nodeMain();

    /// Whether the state of the entities survives the death of their node.
    default boolean isStored() {
        return false;
    }

    /// Tells the driver's own node which entities there are.
    ///
    /// @param driver a client, not yet started
    /// @return the same, with the entity types
    NodeBuilder declare(NodeBuilder driver);

    /// Begins a run.
    ///
    /// @param driver the started client
    /// @param entities how many entities there are, numbered from 0
    /// @param seed what random choices are drawn from
    Session begin(Node driver, int entities, long seed);

    /// One run of the load. All calls for one entity come one after the other, from a thread that may block;
    /// calls for different entities come at the same time.
    interface Session {
        /// The name of the node that owns the entity, as the driver's node knows it; empty while there is none.
        Optional<String> owner(int entity);

        /// The child on some node through which the entity works, as it was last heard of; empty where the workload's
        /// entities have none.
        default Optional<Child> child(int entity) {
            return Optional.empty();
        }

        /// Tells the entity the next of a numbered row of messages, so that [#judge] can tell whether they kept
        /// their order.
        void tell(int entity);

        /// Asks the entity something that changes or reads its state, drawn from the given source.
        ///
        /// @return the ask on its way
        Asked ask(int entity, RandomGenerator random, Duration deadline);

        /// Asks the entity for all that it knows, and keeps the answer for [#judge].
        CompletableFuture<?> inspect(int entity, Duration deadline);

        /// What the answers of the whole run say. Called once, after the last answer.
        Judgement judge();
    }
}
