package dev.understudy.benchmarks;

import dev.understudy.benchmarks.PekkoSystem.Job;
import dev.understudy.benchmarks.PekkoWire.Ack;
import dev.understudy.benchmarks.PekkoWire.Count;
import dev.understudy.benchmarks.PekkoWire.Hello;
import dev.understudy.benchmarks.PekkoWire.Increment;
import dev.understudy.benchmarks.PekkoWire.Order;
import dev.understudy.benchmarks.PekkoWire.Ping;
import dev.understudy.benchmarks.PekkoWire.Pong;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.sharding.typed.javadsl.ClusterSharding;
import org.apache.pekko.cluster.sharding.typed.javadsl.Entity;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityRef;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.apache.pekko.cluster.typed.Cluster;

/// Pekko over Artery TCP, its default transport; a pair of systems that know each other's address, or a cluster with
/// sharding.
final class PekkoGrid implements GridEngine {
    private static final EntityTypeKey<Increment> COUNTER = EntityTypeKey.create(Increment.class, "counter");
    private static final String HOSTS = "host";
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final String PAIR = """
            pekko.actor.provider = remote
            pekko.remote.use-unsafe-remote-features-outside-cluster = on
            pekko.remote.warn-unsafe-use-outside-cluster = off
            """;

    /// About as fast as a loss can be noticed and made good without false alarms on a busy machine.
    private static final String QUICK_FAILOVER = """
            pekko.cluster {
              gossip-interval = 200ms
              leader-actions-interval = 200ms
              unreachable-nodes-reaper-interval = 200ms
              failure-detector {
                heartbeat-interval = 200ms
                acceptable-heartbeat-pause = 800ms
                min-std-deviation = 50ms
                expected-response-after = 200ms
                threshold = 6
              }
              split-brain-resolver.stable-after = 1s
              down-removal-margin = 1ms
              distributed-data { gossip-interval = 200ms, notify-subscribers-interval = 50ms }
              singleton.hand-over-retry-interval = 200ms
              sharding {
                retry-interval = 200ms
                coordinator-failure-backoff = 500ms
                waiting-for-state-timeout = 500ms
                updating-state-timeout = 1s
              }
            }
            """;

    private final GridPlan plan;
    private final ActorSystem<Job> system;
    private final List<EntityRef<Increment>> counters;

    PekkoGrid(GridPlan plan, int process) {
        this.plan = plan;
        system = PekkoSystem.start(settings(plan, process));
        if (plan.shape() == GridPlan.Shape.PAIR) {
            counters = List.of();
            spawn("sink", sink());
            spawn("echo", echoing());
        } else {
            var sharding = ClusterSharding.get(system);
            sharding.init(Entity.of(COUNTER, _ -> counter()).withRole(HOSTS));
            awaitMembers();
            counters = IntStream.range(0, MOST_ENTITIES)
                    .mapToObj(entity -> sharding.entityRefFor(COUNTER, "counter-" + entity))
                    .toList();
        }
    }

    private static String settings(GridPlan plan, int process) {
        var settings = new StringBuilder(wire(plan.port(process)));
        if (plan.shape() == GridPlan.Shape.PAIR) {
            settings.append(PAIR);
        } else {
            settings.append(clustered(plan.isHost(process) ? HOSTS : "client", address(plan, 0)));
        }
        if (plan.side() == Side.PEKKO_TUNED) {
            settings.append(
                    plan.shape() == GridPlan.Shape.TRIO_AND_CLIENT
                            ? QUICK_FAILOVER
                            : PekkoSystem.dispatcher(plan.workers()));
        }
        return settings.toString();
    }

    private static String wire(int port) {
        return """
                pekko.remote.artery.canonical { hostname = "%s", port = %d }
                pekko.actor {
                  serializers.wire = "dev.understudy.benchmarks.PekkoWireSerializer"
                  serialization-bindings { "dev.understudy.benchmarks.PekkoWire" = wire }
                }
                """.formatted(GridPlan.HOST, port);
    }

    private static String clustered(String role, String seed) {
        return """
                pekko.actor.provider = cluster
                pekko.cluster {
                  roles = [%s]
                  seed-nodes = ["%s"]
                  downing-provider-class = "org.apache.pekko.cluster.sbr.SplitBrainResolverProvider"
                  split-brain-resolver.active-strategy = keep-majority
                }
                """.formatted(role, seed);
    }

    private static String address(GridPlan plan, int process) {
        return "pekko://%s@%s:%d".formatted(PekkoSystem.NAME, GridPlan.HOST, plan.port(process));
    }

    private void awaitMembers() {
        long begin = System.nanoTime();
        while (membersUp() < plan.processes()) {
            if (System.nanoTime() - begin > PATIENCE.toNanos()) {
                throw new ForkException(
                        "%d of %d members are up after %s".formatted(membersUp(), plan.processes(), PATIENCE));
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    private long membersUp() {
        Iterable<Member> members = Cluster.get(system).state().getMembers();
        return StreamSupport.stream(members.spliterator(), false)
                .filter(member -> member.status().equals(MemberStatus.up()))
                .count();
    }

    private <M> ActorRef<M> spawn(String name, Behavior<M> behavior) {
        return PekkoSystem.spawn(system, context -> context.spawn(behavior, name));
    }

    private <M> ActorRef<M> remote(String name) {
        return ActorRefResolver.get(system).resolveActorRef(address(plan, 0) + "/user/" + name);
    }

    private static Behavior<Object> sink() {
        return Behaviors.setup(_ -> {
            Hello[] hello = new Hello[1];
            int[] count = {0};
            return Behaviors.receiveMessage(message -> {
                if (message instanceof Hello begin) {
                    hello[0] = begin;
                    count[0] = 0;
                } else if (++count[0] == hello[0].lot()) {
                    count[0] = 0;
                    hello[0].sender().tell(new Ack(hello[0].lot()));
                }
                return Behaviors.same();
            });
        });
    }

    private static Behavior<Ping> echoing() {
        return Behaviors.receiveMessage(ping -> {
            ping.replyTo().tell(new Pong(ping.number()));
            return Behaviors.same();
        });
    }

    private static Behavior<Increment> counter() {
        return Behaviors.setup(_ -> {
            long[] value = {0};
            return Behaviors.receiveMessage(increment -> {
                increment.replyTo().tell(new Count(++value[0]));
                return Behaviors.same();
            });
        });
    }

    private record Start(int count, CountDownLatch done) {}

    private static Behavior<Object> sender(ActorRef<Object> sink, Supplier<Object> messages) {
        return Behaviors.setup(context -> {
            int[] left = {0};
            int[] unacknowledged = {0};
            CountDownLatch[] done = new CountDownLatch[1];
            return Behaviors.receiveMessage(message -> {
                int now = 0;
                if (message instanceof Start(int count, CountDownLatch latch)) {
                    done[0] = latch;
                    left[0] = count;
                    unacknowledged[0] = count;
                    sink.tell(new Hello(context.getSelf(), LOT));
                    now = WINDOW;
                } else if (message instanceof Ack(int acknowledged)) {
                    unacknowledged[0] -= acknowledged;
                    now = acknowledged;
                    if (unacknowledged[0] == 0) {
                        done[0].countDown();
                    }
                }
                now = Math.min(now, left[0]);
                left[0] -= now;
                for (int i = 0; i < now; i++) {
                    sink.tell(messages.get());
                }
                return Behaviors.same();
            });
        });
    }

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

    @Override
    public Iteration tell(Payload payload, int count) {
        ActorRef<Object> sender = spawn("sender-" + payload, sender(remote("sink"), messages(payload)));
        return () -> {
            var done = new CountDownLatch(1);
            sender.tell(new Start(count, done));
            done.await();
            return count;
        };
    }

    @Override
    public Asker echo() {
        ActorRef<Ping> echo = remote("echo");
        return () -> AskPattern.<Ping, Pong>ask(echo, replyTo -> new Ping(replyTo, 1), PATIENCE, system.scheduler())
                .toCompletableFuture();
    }

    @Override
    public CompletableFuture<?> ask(int entity, Duration timeout) {
        return counters.get(entity).<Count>ask(Increment::new, timeout).toCompletableFuture();
    }

    @Override
    public void close() {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().join();
    }
}
