package dev.understudy.benchmarks;

import dev.understudy.benchmarks.PekkoSystem.Job;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;

/// The workloads on Pekko typed, written as its manual writes actors.
final class PekkoEngine implements LocalEngine {
    private final ActorSystem<Job> system;
    private volatile CountDownLatch done = new CountDownLatch(0);

    private PekkoEngine(String dispatcher) {
        system = PekkoSystem.start(dispatcher);
    }

    /// As it comes.
    static PekkoEngine stock() {
        return new PekkoEngine("");
    }

    /// As a fixed pool with a hundred messages in a turn, which does best in most of these workloads.
    static PekkoEngine tuned(int threads) {
        return new PekkoEngine(PekkoSystem.dispatcher(threads));
    }

    private <M> ActorRef<M> spawn(Behavior<M> behavior) {
        return PekkoSystem.spawn(system, context -> context.spawnAnonymous(behavior));
    }

    private enum Ball {
        GO,
        PING,
        PONG
    }

    private enum Count {
        GO,
        ONE,
        GET
    }

    private record Token(int left) {}

    private record Request(ActorRef<Answer> replyTo) {}

    private enum Answer {
        OK
    }

    private sealed interface Big {}

    private record BigPing(ActorRef<Big> from) implements Big {}

    private enum BigNews implements Big {
        GO,
        PONG
    }

    private enum Life {
        HELLO,
        STOP
    }

    private static Behavior<Ball> ponger(ActorRef<Ball> pinger) {
        return Behaviors.receiveMessage(_ -> {
            pinger.tell(Ball.PONG);
            return Behaviors.same();
        });
    }

    private Behavior<Ball> pinger(int window, int count) {
        return Behaviors.setup(context -> {
            var ponger = context.spawnAnonymous(ponger(context.getSelf()));
            int[] sent = {0};
            int[] returned = {0};
            return Behaviors.receiveMessage(ball -> {
                if (ball == Ball.GO) {
                    sent[0] = window;
                    returned[0] = 0;
                    for (int i = 0; i < window; i++) {
                        ponger.tell(Ball.PING);
                    }
                } else {
                    if (sent[0] < count) {
                        sent[0]++;
                        ponger.tell(Ball.PING);
                    }
                    if (++returned[0] == count) {
                        done.countDown();
                    }
                }
                return Behaviors.same();
            });
        });
    }

    @Override
    public Iteration pingPong(int pairs, int window, int count) {
        List<ActorRef<Ball>> pingers = new ArrayList<>();
        for (int i = 0; i < pairs; i++) {
            pingers.add(spawn(pinger(window, count)));
        }
        return () -> {
            done = new CountDownLatch(pairs);
            pingers.forEach(pinger -> pinger.tell(Ball.GO));
            done.await();
            return 2L * count * pairs;
        };
    }

    @Override
    public Iteration counting(int count) {
        int[] counted = {0};
        ActorRef<Count> counter = spawn(Behaviors.receiveMessage(message -> {
            if (message == Count.ONE) {
                counted[0]++;
            } else if (counted[0] == count) {
                counted[0] = 0;
                done.countDown();
            } else {
                throw new IllegalStateException("counted " + counted[0] + " of " + count);
            }
            return Behaviors.same();
        }));
        ActorRef<Count> producer = spawn(Behaviors.receiveMessage(_ -> {
            for (int i = 0; i < count; i++) {
                counter.tell(Count.ONE);
            }
            counter.tell(Count.GET);
            return Behaviors.same();
        }));
        return () -> {
            done = new CountDownLatch(1);
            producer.tell(Count.GO);
            done.await();
            return count;
        };
    }

    private Behavior<Count> sink(int expected) {
        int[] counted = {0};
        return Behaviors.receiveMessage(_ -> {
            if (++counted[0] == expected) {
                counted[0] = 0;
                done.countDown();
            }
            return Behaviors.same();
        });
    }

    private static Behavior<Count> producer(ActorRef<Count> sink, int count) {
        return Behaviors.setup(context -> {
            int[] left = {0};
            return Behaviors.receiveMessage(message -> {
                if (message == Count.GO) {
                    left[0] = count;
                }
                int burst = Math.min(left[0], LocalSuite.FAN_IN_BURST);
                for (int i = 0; i < burst; i++) {
                    sink.tell(Count.ONE);
                }
                left[0] -= burst;
                if (left[0] > 0) {
                    context.getSelf().tell(Count.GET);
                }
                return Behaviors.same();
            });
        });
    }

    @Override
    public Iteration fanIn(int producers, int count) {
        var sink = spawn(sink(producers * count));
        List<ActorRef<Count>> sources = new ArrayList<>();
        for (int i = 0; i < producers; i++) {
            sources.add(spawn(producer(sink, count)));
        }
        return () -> {
            done = new CountDownLatch(1);
            sources.forEach(source -> source.tell(Count.GO));
            done.await();
            return (long) producers * count;
        };
    }

    @Override
    public Iteration forkJoin(int actors, int count) {
        List<ActorRef<Count>> sinks = new ArrayList<>();
        for (int i = 0; i < actors; i++) {
            sinks.add(spawn(sink(count)));
        }
        return () -> {
            done = new CountDownLatch(actors);
            for (int i = 0; i < count; i++) {
                for (var sink : sinks) {
                    sink.tell(Count.ONE);
                }
            }
            done.await();
            return (long) actors * count;
        };
    }

    @Override
    public Iteration ring(int actors, int hops) {
        List<ActorRef<Token>> ring = new ArrayList<>();
        for (int i = 0; i < actors; i++) {
            int next = (i + 1) % actors;
            ring.add(spawn(Behaviors.receiveMessage(token -> {
                if (token.left() == 0) {
                    done.countDown();
                } else {
                    ring.get(next).tell(new Token(token.left() - 1));
                }
                return Behaviors.same();
            })));
        }
        return () -> {
            done = new CountDownLatch(1);
            ring.getFirst().tell(new Token(hops));
            done.await();
            return hops;
        };
    }

    private final class BigActor extends AbstractBehavior<Big> {
        private final List<ActorRef<Big>> all;
        private final int count;
        private final SplittableRandom random;
        private final BigPing ping;
        private int sent;

        BigActor(ActorContext<Big> context, List<ActorRef<Big>> all, int count, int seed) {
            super(context);
            this.all = all;
            this.count = count;
            this.random = new SplittableRandom(seed);
            this.ping = new BigPing(context.getSelf());
        }

        @Override
        public Receive<Big> createReceive() {
            return newReceiveBuilder().onAnyMessage(this::on).build();
        }

        private Behavior<Big> on(Big message) {
            switch (message) {
                case BigPing(var from) -> from.tell(BigNews.PONG);
                case BigNews.PONG -> {
                    if (sent == count) {
                        done.countDown();
                    } else {
                        next();
                    }
                }
                case BigNews.GO -> {
                    sent = 0;
                    next();
                }
            }
            return this;
        }

        private void next() {
            sent++;
            all.get(random.nextInt(all.size())).tell(ping);
        }
    }

    @Override
    public Iteration big(int actors, int count) {
        List<ActorRef<Big>> all = new ArrayList<>();
        for (int i = 0; i < actors; i++) {
            int seed = i;
            all.add(spawn(Behaviors.setup(context -> new BigActor(context, all, count, seed))));
        }
        return () -> {
            done = new CountDownLatch(actors);
            all.forEach(actor -> actor.tell(BigNews.GO));
            done.await();
            return 2L * actors * count;
        };
    }

    @Override
    public Asker asker() {
        ActorRef<Request> echo = spawn(Behaviors.receiveMessage(request -> {
            request.replyTo().tell(Answer.OK);
            return Behaviors.same();
        }));
        return () -> AskPattern.<Request, Answer>ask(echo, Request::new, LocalSuite.ASK_TIMEOUT, system.scheduler())
                .toCompletableFuture();
    }

    private static Behavior<Life> child(CountDownLatch greeted, CountDownLatch stopped) {
        return Behaviors.receive(Life.class)
                .onMessageEquals(Life.HELLO, () -> {
                    greeted.countDown();
                    return Behaviors.same();
                })
                .onMessageEquals(Life.STOP, Behaviors::stopped)
                .onSignal(PostStop.class, _ -> {
                    stopped.countDown();
                    return Behaviors.same();
                })
                .build();
    }

    @Override
    public Iteration spawnStop(int count) {
        return () -> {
            var greeted = new CountDownLatch(count);
            var stopped = new CountDownLatch(count);
            List<ActorRef<Life>> children = new ArrayList<>(count);
            var behavior = child(greeted, stopped);
            var parent = spawn(PekkoSystem.doer());
            parent.tell(context -> {
                for (int i = 0; i < count; i++) {
                    var child = context.spawnAnonymous(behavior);
                    children.add(child);
                    child.tell(Life.HELLO);
                }
            });
            greeted.await();
            children.forEach(child -> child.tell(Life.STOP));
            stopped.await();
            while (childrenOf(parent) > 0) {
                LockSupport.parkNanos(LocalSuite.POLL_NANOS);
            }
            system.tell(context -> context.stop(parent));
            return count;
        };
    }

    private static int childrenOf(ActorRef<Job> parent) {
        var answer = new CompletableFuture<Integer>();
        parent.tell(context -> answer.complete(context.getChildren().size()));
        return answer.join();
    }

    @Override
    public Object idle(IdleKind kind, int count) throws InterruptedException {
        var started = new CountDownLatch(count);
        List<ActorRef<Count>> actors = new ArrayList<>(count);
        Behavior<Count> behavior = Behaviors.receiveMessage(_ -> Behaviors.same());
        Behavior<Count> starting = Behaviors.setup(_ -> {
            started.countDown();
            return behavior;
        });
        spawn(PekkoSystem.doer()).tell(context -> {
            for (int i = 0; i < count; i++) {
                actors.add(
                        kind == IdleKind.NAMED
                                ? context.spawn(starting, "actor-" + i)
                                : context.spawnAnonymous(starting));
            }
        });
        started.await();
        return actors;
    }

    @Override
    public Iteration crowd(int actors, int count) {
        return () -> {
            var latch = new CountDownLatch(actors);
            done = latch;
            List<ActorRef<Count>> crowd = new ArrayList<>(actors);
            var started = new CompletableFuture<Integer>();
            var parent = spawn(PekkoSystem.doer());
            parent.tell(context -> {
                for (int i = 0; i < actors; i++) {
                    crowd.add(context.spawnAnonymous(sink(count)));
                }
                started.complete(actors);
            });
            started.join();
            for (int i = 0; i < count; i++) {
                crowd.forEach(actor -> actor.tell(Count.ONE));
            }
            latch.await();
            system.tell(context -> context.stop(parent));
            return (long) actors * count;
        };
    }

    @Override
    public void close() {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().join();
    }
}
