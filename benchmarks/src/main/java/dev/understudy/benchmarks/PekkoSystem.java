package dev.understudy.benchmarks;

import com.typesafe.config.ConfigFactory;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.slf4j.LoggerFactory;

/// Pekko's actor systems: how they start, and a first actor through which threads outside start others.
final class PekkoSystem {
    static final String NAME = "bench";

    private static final String QUIET = """
            pekko.loglevel = WARNING
            pekko.stdout-loglevel = WARNING
            pekko.loggers = ["org.apache.pekko.event.slf4j.Slf4jLogger"]
            pekko.logging-filter = "org.apache.pekko.event.slf4j.Slf4jLoggingFilter"
            pekko.log-dead-letters = off
            pekko.log-dead-letters-during-shutdown = off
            """;

    private PekkoSystem() {}

    /// Starts one.
    ///
    /// @param settings in Pekko's notation, beside the stock ones
    static ActorSystem<Job> start(String settings) {
        LoggerFactory.getILoggerFactory(); // before several threads do so at once, and each is told that it was early
        return ActorSystem.create(
                doer(), NAME, ConfigFactory.parseString(QUIET + settings).withFallback(ConfigFactory.load()));
    }

    /// The setting of a fixed pool with a hundred messages in a turn, which does best in most local workloads.
    static String dispatcher(int threads) {
        return """
                pekko.actor.default-dispatcher {
                  throughput = 100
                  fork-join-executor {
                    parallelism-min = %1$d
                    parallelism-factor = 1.0
                    parallelism-max = %1$d
                  }
                }
                """.formatted(threads);
    }

    /// Something to do with an actor's context.
    @FunctionalInterface
    interface Job {
        void run(ActorContext<Job> context);
    }

    /// Does what it is told, with its own context.
    static Behavior<Job> doer() {
        return Behaviors.setup(context -> Behaviors.receiveMessage(job -> {
            job.run(context);
            return Behaviors.same();
        }));
    }

    /// Starts an actor under the first one.
    static <M> ActorRef<M> spawn(ActorSystem<Job> system, Function<ActorContext<?>, ActorRef<M>> start) {
        var spawned = new CompletableFuture<ActorRef<M>>();
        system.tell(context -> spawned.complete(start.apply(context)));
        return spawned.join();
    }
}
