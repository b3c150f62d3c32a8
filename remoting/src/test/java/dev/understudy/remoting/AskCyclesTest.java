package dev.understudy.remoting;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.actor.ActorRef;
import dev.understudy.actor.ActorSystem;
import dev.understudy.actor.Behavior;
import dev.understudy.actor.Props;
import dev.understudy.cluster.TransportConfig;
import dev.understudy.cluster.internal.InMemoryNetwork;
import dev.understudy.serialization.MessageRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Blocking actors of several nodes that wait for each other's answers, on threads of their own.
class AskCyclesTest {
    private static final ServiceKey<Ask> ONE = ServiceKey.of("one", Ask.class);
    private static final ServiceKey<Ask> TWO = ServiceKey.of("two", Ask.class);
    private static final ServiceKey<Ask> THREE = ServiceKey.of("three", Ask.class);

    record Ask(ActorRef<String> replyTo) {}

    private record Here(ActorSystem system, Remoting remoting, Messaging messaging) {}

    private final InMemoryNetwork network = new InMemoryNetwork(3);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AutoCloseable delivery = network.deliverInBackground(threads);
    private final List<Here> nodes = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (var node : nodes) {
            node.messaging().leave();
            node.system().close();
            node.messaging().close();
            node.remoting().close();
        }
        delivery.close();
        threads.close();
    }

    private Here start(String name) {
        var registry = MessageRegistry.builder().register("ask", Ask.class).build();
        var system = ActorSystem.create(name);
        var remoting =
                new Remoting(system, network.transport(TransportConfig.named(name)), registry::codec, Runnable::run);
        var here = new Here(system, remoting, new Messaging(remoting));
        remoting.start();
        here.messaging().start();
        nodes.add(here);
        return here;
    }

    /// Asks the one found under a key when it is asked first, waits, and answers with what came of it; later it says at
    /// once that it has had enough, so that who waits for it goes on.
    private static final class Asker implements Behavior<Ask> {
        private final Here here;
        private final ServiceKey<Ask> next;
        private boolean hasAsked;

        Asker(Here here, ServiceKey<Ask> next) {
            this.here = here;
            this.next = next;
        }

        @Override
        public void receive(Ask ask) {
            if (hasAsked) {
                ask.replyTo().tell("enough");
                return;
            }
            hasAsked = true;
            try {
                ask.replyTo()
                        .tell(find(here, next)
                                .<String>ask(Ask::new, ofMinutes(10))
                                .join());
            } catch (CompletionException e) {
                ask.replyTo().tell(String.valueOf(e.getCause()));
            }
        }
    }

    private static ActorRef<Ask> asker(Here here, ServiceKey<Ask> own, ServiceKey<Ask> next) {
        var ref = here.system()
                .spawn(own.name(), Props.<Ask>of(_ -> new Asker(here, next)).blocking());
        here.messaging().receptionist().register(own, ref);
        return ref;
    }

    private static ActorRef<Ask> find(Here here, ServiceKey<Ask> key) {
        return here.messaging()
                .receptionist()
                .await(key, 1, ofSeconds(60))
                .join()
                .refs()
                .getFirst();
    }

    @Test
    void circleOverThreeNodesFailsAtOnceAndNamesThem() {
        var one = asker(start("a"), ONE, TWO);
        asker(start("b"), TWO, THREE);
        asker(start("c"), THREE, ONE);

        var answer = one.<String>ask(Ask::new, ofMinutes(10)).join();

        assertThat(answer)
                .contains("these actors wait for each other's answers, and would for ever: ")
                .contains("a/user/one", "b/user/two", "c/user/three");
    }
}
