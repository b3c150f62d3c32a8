package dev.understudy.remoting;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.actor.ActorRef;
import dev.understudy.actor.ActorSystem;
import dev.understudy.actor.Behavior;
import dev.understudy.actor.DeadLetter;
import dev.understudy.actor.Signal;
import dev.understudy.actor.internal.TurnQueue;
import dev.understudy.cluster.Role;
import dev.understudy.cluster.TransportConfig;
import dev.understudy.cluster.internal.InMemoryNetwork;
import dev.understudy.serialization.MessageRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// Several nodes' remoting in one thread, over an in-memory network, in virtual time; what happens when is
/// drawn from a seed.
final class TestMembers implements AutoCloseable {
    private static final Duration SLICE = ofMillis(10);

    private final SteppedTime time = new SteppedTime();
    private final InMemoryNetwork network;
    private final Random random;
    private final Turns turns = new Turns();
    private final Map<String, Here> members = new LinkedHashMap<>();

    TestMembers(long seed) {
        network = new InMemoryNetwork(seed);
        random = new Random(~seed);
    }

    /// The turns of all systems, in an order drawn at random.
    private final class Turns implements TurnQueue {
        private final List<Runnable> waiting = new ArrayList<>();

        @Override
        public void add(Runnable turn) {
            waiting.add(turn);
        }

        boolean step() {
            if (waiting.isEmpty()) {
                return false;
            }
            waiting.remove(random.nextInt(waiting.size())).run();
            return true;
        }

        /// Called by systems that close, which wait for what their actors have elsewhere.
        @Override
        public void settle() {
            TestMembers.this.settle();
        }
    }

    /// One node.
    record Here(ActorSystem system, Remoting remoting, Messaging messaging, List<DeadLetter> deadLetters) {
        Receptionist receptionist() {
            return messaging.receptionist();
        }
    }

    /// What an actor that keeps everything has heard.
    static final class Ear<M> {
        private final List<Object> heard = new ArrayList<>();
        private final ActorRef<M> ref;

        Ear(ActorSystem system, String name) {
            ref = system.spawn(name, _ -> new Behavior<>() {
                @Override
                public void receive(M message) {
                    heard.add(message);
                }

                @Override
                public void onSignal(Signal signal) {
                    heard.add(signal);
                }
            });
        }

        ActorRef<M> ref() {
            return ref;
        }

        List<Object> heard() {
            return List.copyOf(heard);
        }
    }

    Here start(String name, Consumer<MessageRegistry.Builder> messages) {
        return start(TransportConfig.named(name), messages);
    }

    Here start(TransportConfig config, Consumer<MessageRegistry.Builder> messages) {
        return start(config, messages, _ -> {});
    }

    /// @param setup what is to be done before it joins
    Here start(TransportConfig config, Consumer<MessageRegistry.Builder> messages, Consumer<Messaging> setup) {
        var registry = MessageRegistry.builder();
        messages.accept(registry);
        var system = ActorSystem.named(config.memberName())
                .timeSource(time)
                .random(new Random(random.nextLong()))
                .turns(turns)
                .start();
        var remoting = new Remoting(system, network.transport(config), registry.build()::codec, Runnable::run);
        var deadLetters = new ArrayList<DeadLetter>();
        var _ = system.deadLetterChannel().subscribe(deadLetters::add);
        var here = new Here(system, remoting, new Messaging(remoting), deadLetters);
        setup.accept(here.messaging());
        remoting.start();
        here.messaging().start();
        members.put(config.memberName(), here);
        settle();
        return here;
    }

    static TransportConfig client(String name) {
        return TransportConfig.named(name).withRole(Role.CLIENT);
    }

    /// Runs turns and delivers frames until nothing is left to do at the present time.
    void settle() {
        boolean isBusy = true;
        while (isBusy) {
            while (turns.step()) {
                // One turn may add others.
            }
            network.advance(Duration.ZERO);
            isBusy = turns.step();
        }
    }

    /// Lets time pass.
    void advance(Duration duration) {
        advance(duration, SLICE);
    }

    /// Lets time pass in steps of this length, within each of which the network comes first.
    void advance(Duration duration, Duration slice) {
        settle();
        for (var left = duration; left.isPositive(); left = left.minus(slice)) {
            network.advance(slice);
            time.advance(slice, this::settle);
            settle();
        }
    }

    <T> T answerOf(CompletableFuture<T> future) {
        settle();
        assertThat(future).isCompleted();
        return future.resultNow();
    }

    InMemoryNetwork network() {
        return network;
    }

    /// The node dies: its transport is cut off at once, and its actors are never heard of again.
    void crash(String name) {
        network.crash(name);
        assertThat(members.remove(name)).isNotNull();
    }

    void partition(Set<String> one, Set<String> other) {
        network.partition(List.of(one, other));
    }

    /// The node leaves as it should.
    void leave(String name) {
        var member = members.remove(name);
        assertThat(member).isNotNull();
        stop(member);
    }

    private static void stop(Here member) {
        member.messaging().leave();
        member.system().close();
        member.messaging().close();
        member.remoting().close();
    }

    @Override
    public void close() {
        advance(ofSeconds(1)); // so that nobody waits for members that are gone
        members.values().forEach(TestMembers::stop);
    }
}
