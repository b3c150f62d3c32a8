package dev.understudy.benchmarks;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/// One process's part in a grid of several, which runs its part of the workloads. Both sides of a comparison implement
/// each workload in the same shape.
///
/// In a [GridPlan.Shape#PAIR] there are an actor that counts what it is told and one that answers; elsewhere there are
/// entities that count how often they were asked.
interface GridEngine extends AutoCloseable {
    /// How many messages a sender has under way.
    int WINDOW = 2000;
    /// How many it takes until the receiver lets it send as many more. Pekko drops what goes beyond 3,072 in a queue.
    int LOT = 500;

    /// How many entities there may be.
    int MOST_ENTITIES = 10_000;
    /// How long processes may take to meet, and an answer to come where no other time is said.
    Duration PATIENCE = Duration.ofSeconds(30);

    /// What is told.
    enum Payload {
        /// An array of a hundred bytes.
        BYTES_100,
        /// A record with a number, a word, a count and a price.
        RECORD
    }

    /// An actor of this process sends `count` messages to one of the other process; done when that one has them all.
    Iteration tell(Payload payload, int count);

    /// Asks an actor of the other process.
    Asker echo();

    /// Asks an entity.
    ///
    /// @param entity which one: a number from 0
    CompletableFuture<?> ask(int entity, Duration timeout);

    @Override
    void close();
}
