package dev.understudy.benchmarks;

import dev.understudy.actor.ActorContext;
import dev.understudy.actor.ActorRef;
import dev.understudy.actor.Behavior;
import dev.understudy.node.Node;
import dev.understudy.sharding.EntityRef;
import dev.understudy.sharding.EntityType;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A node of ours with its defaults.
final class UnderstudyGrid implements GridEngine {
    private static final EntityType<Introduce> HOST = EntityType.of("host", Introduce.class);
    private static final EntityType<Increment> COUNTER = EntityType.of("counter", Increment.class);

    private final Node node;
    private final List<EntityRef<Increment>> counters;

    /// Asks for the actors of the process that it reaches.
    record Introduce(ActorRef<Host> replyTo) {}

    record Host(ActorRef<Object> sink, ActorRef<Ping> echo) {}

    /// Begins a stream of messages, of which each lot is acknowledged.
    record Hello(ActorRef<Object> sender, int lot) {}

    record Order(long number, String symbol, int quantity, double price) {}

    record Ack(int messages) {}

    record Ping(ActorRef<Pong> replyTo, long number) {}

    record Pong(long number) {}

    record Increment(ActorRef<Count> replyTo) {}

    record Count(long value) {}

    UnderstudyGrid(GridPlan plan, int process) {
        var actors = new CompletableFuture<Host>();
        var builder = Node.named("node-" + process)
                .cluster(GridPlan.CLUSTER)
                .bind(GridPlan.HOST, plan.port(process))
                .initialHosts(IntStream.range(0, plan.processes())
                        .mapToObj(other -> GridPlan.HOST + ":" + plan.port(other))
                        .toArray(String[]::new))
                .bootstrapExpect(plan.hosts())
                .messages(registry ->
                        registry.register(Hello.class).register(Order.class).register(Ack.class))
                .entity(HOST, _ -> introduce -> introduce.replyTo().tell(actors.join()))
                .entity(COUNTER, _ -> new Counter());
        if (!plan.isHost(process)) {
            builder.client();
        }
        node = builder.start();
        actors.complete(new Host(
                node.spawn("sink", _ -> new Sink()),
                node.spawn("echo", _ -> ping -> ping.replyTo().tell(new Pong(ping.number())))));
        node.awaitMembers(plan.processes(), PATIENCE);
        counters = IntStream.range(0, MOST_ENTITIES)
                .mapToObj(entity -> node.entityRef(COUNTER, "counter-" + entity))
                .toList();
    }

    private static final class Counter implements Behavior<Increment> {
        private long value;

        @Override
        public void receive(Increment increment) {
            increment.replyTo().tell(new Count(++value));
        }
    }

    /// Counts whatever comes after a greeting, and says so after each lot.
    private static final class Sink implements Behavior<Object> {
        private @Nullable Hello hello;
        private int count;

        @Override
        public void receive(Object message) {
            if (message instanceof Hello begin) {
                hello = begin;
                count = 0;
            } else if (hello != null && ++count == hello.lot()) {
                count = 0;
                hello.sender().tell(new Ack(hello.lot()));
            }
        }
    }

    /// Keeps a window of messages under way.
    private static final class Sender implements Behavior<Object> {
        private final ActorRef<Object> self;
        private final ActorRef<Object> sink;
        private final Supplier<Object> messages;
        private int left;
        private int unacknowledged;
        private CountDownLatch done = new CountDownLatch(0);

        Sender(ActorContext<Object> context, ActorRef<Object> sink, Supplier<Object> messages) {
            this.self = context.self();
            this.sink = sink;
            this.messages = messages;
        }

        @Override
        public void receive(Object message) {
            switch (message) {
                case Start(int count, CountDownLatch latch) -> {
                    done = latch;
                    left = count;
                    unacknowledged = count;
                    sink.tell(new Hello(self, LOT));
                    send(WINDOW);
                }
                case Ack(int messages) -> {
                    unacknowledged -= messages;
                    send(messages);
                    if (unacknowledged == 0) {
                        done.countDown();
                    }
                }
                default -> throw new IllegalArgumentException("nobody sends " + message);
            }
        }

        private void send(int most) {
            int now = Math.min(most, left);
            left -= now;
            for (int i = 0; i < now; i++) {
                sink.tell(messages.get());
            }
        }
    }

    private record Start(int count, CountDownLatch done) {}

    private static Supplier<Object> messages(Payload payload) {
        return switch (payload) {
            case BYTES_100 -> {
                var bytes = new byte[100];
                new SplittableRandom(1).nextBytes(bytes);
                yield () -> bytes;
            }
            case RECORD -> {
                var number = new AtomicLong();
                yield () -> new Order(number.getAndIncrement(), "PEKKO.X", 100, 12.5);
            }
        };
    }

    private Host host() {
        return node.entityRef(HOST, "host").<Host>ask(Introduce::new, PATIENCE).join();
    }

    @Override
    public Iteration tell(Payload payload, int count) {
        var sink = host().sink();
        ActorRef<Object> sender =
                node.spawn("sender-" + payload, context -> new Sender(context, sink, messages(payload)));
        return () -> {
            var done = new CountDownLatch(1);
            sender.tell(new Start(count, done));
            done.await();
            return count;
        };
    }

    @Override
    public Asker echo() {
        var echo = host().echo();
        return () -> echo.<Pong>ask(replyTo -> new Ping(replyTo, 1), PATIENCE);
    }

    @Override
    public CompletableFuture<?> ask(int entity, Duration timeout) {
        return counters.get(entity).<Count>ask(Increment::new, timeout);
    }

    @Override
    public void close() {
        node.close();
    }
}
