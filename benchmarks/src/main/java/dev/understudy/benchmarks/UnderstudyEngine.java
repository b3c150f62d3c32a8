package dev.understudy.benchmarks;

import dev.understudy.actor.ActorContext;
import dev.understudy.actor.ActorRef;
import dev.understudy.actor.ActorSystem;
import dev.understudy.actor.Behavior;
import dev.understudy.actor.BehaviorFactory;
import dev.understudy.actor.Props;
import dev.understudy.actor.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// The workloads on an actor system of ours with its defaults, so with all its counters and its watchdog.
final class UnderstudyEngine implements LocalEngine {
    private final ActorSystem system;
    private volatile CountDownLatch done = new CountDownLatch(0);
    private int spawned;

    UnderstudyEngine(int workers) {
        system = ActorSystem.named("bench").workers(workers).start();
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

    private <M> ActorRef<M> spawn(BehaviorFactory<M> factory) {
        return system.spawn("bench-" + spawned++, factory);
    }

    private final class Pinger implements Behavior<Ball> {
        private final ActorRef<Ball> ponger;
        private final int window;
        private final int count;
        private int sent;
        private int returned;

        Pinger(ActorContext<Ball> context, int window, int count) {
            var self = context.self();
            ponger = context.<Ball>spawn(_ -> _ -> self.tell(Ball.PONG));
            this.window = window;
            this.count = count;
        }

        @Override
        public void receive(Ball ball) {
            if (ball == Ball.GO) {
                sent = window;
                returned = 0;
                for (int i = 0; i < window; i++) {
                    ponger.tell(Ball.PING);
                }
            } else {
                if (sent < count) {
                    sent++;
                    ponger.tell(Ball.PING);
                }
                if (++returned == count) {
                    done.countDown();
                }
            }
        }
    }

    @Override
    public Iteration pingPong(int pairs, int window, int count) {
        List<ActorRef<Ball>> pingers = new ArrayList<>();
        for (int i = 0; i < pairs; i++) {
            pingers.add(spawn(context -> new Pinger(context, window, count)));
        }
        return () -> {
            done = new CountDownLatch(pairs);
            pingers.forEach(pinger -> pinger.tell(Ball.GO));
            done.await();
            return 2L * count * pairs;
        };
    }

    private final class Counter implements Behavior<Count> {
        private final int expected;
        private int count;

        Counter(int expected) {
            this.expected = expected;
        }

        @Override
        public void receive(Count message) {
            if (message == Count.ONE) {
                count++;
            } else if (count == expected) {
                count = 0;
                done.countDown();
            } else {
                throw new IllegalStateException("counted " + count + " of " + expected);
            }
        }
    }

    @Override
    public Iteration counting(int count) {
        ActorRef<Count> counter = spawn(_ -> new Counter(count));
        ActorRef<Count> producer = spawn(_ -> _ -> {
            for (int i = 0; i < count; i++) {
                counter.tell(Count.ONE);
            }
            counter.tell(Count.GET);
        });
        return () -> {
            done = new CountDownLatch(1);
            producer.tell(Count.GO);
            done.await();
            return count;
        };
    }

    /// Counts down when it has got so many, and begins anew.
    private final class Sink implements Behavior<Count> {
        private final int expected;
        private int count;

        Sink(int expected) {
            this.expected = expected;
        }

        @Override
        public void receive(Count message) {
            if (++count == expected) {
                count = 0;
                done.countDown();
            }
        }
    }

    /// Sends a burst, then reminds itself to go on.
    private static final class Producer implements Behavior<Count> {
        private final ActorRef<Count> self;
        private final ActorRef<Count> sink;
        private final int count;
        private int left;

        Producer(ActorContext<Count> context, ActorRef<Count> sink, int count) {
            this.self = context.self();
            this.sink = sink;
            this.count = count;
        }

        @Override
        public void receive(Count message) {
            if (message == Count.GO) {
                left = count;
            }
            int burst = Math.min(left, LocalSuite.FAN_IN_BURST);
            for (int i = 0; i < burst; i++) {
                sink.tell(Count.ONE);
            }
            left -= burst;
            if (left > 0) {
                self.tell(Count.GET);
            }
        }
    }

    @Override
    public Iteration fanIn(int producers, int count) {
        ActorRef<Count> sink = spawn(_ -> new Sink(producers * count));
        List<ActorRef<Count>> sources = new ArrayList<>();
        for (int i = 0; i < producers; i++) {
            sources.add(spawn(context -> new Producer(context, sink, count)));
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
            sinks.add(spawn(_ -> new Sink(count)));
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
            ring.add(spawn(_ -> token -> {
                if (token.left() == 0) {
                    done.countDown();
                } else {
                    ring.get(next).tell(new Token(token.left() - 1));
                }
            }));
        }
        return () -> {
            done = new CountDownLatch(1);
            ring.getFirst().tell(new Token(hops));
            done.await();
            return hops;
        };
    }

    private final class BigActor implements Behavior<Big> {
        private final List<ActorRef<Big>> all;
        private final int count;
        private final SplittableRandom random;
        private final BigPing ping;
        private int sent;

        BigActor(ActorContext<Big> context, List<ActorRef<Big>> all, int count, int seed) {
            this.all = all;
            this.count = count;
            this.random = new SplittableRandom(seed);
            this.ping = new BigPing(context.self());
        }

        @Override
        public void receive(Big message) {
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
            all.add(spawn(context -> new BigActor(context, all, count, seed)));
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
        ActorRef<Request> echo = spawn(_ -> request -> request.replyTo().tell(Answer.OK));
        return () -> echo.<Answer>ask(Request::new, LocalSuite.ASK_TIMEOUT);
    }

    /// Says that it got its message, stops when told to, and says so.
    private record Child(ActorContext<Life> context, CountDownLatch greeted, CountDownLatch stopped)
            implements Behavior<Life> {
        @Override
        public void receive(Life message) {
            switch (message) {
                case HELLO -> greeted.countDown();
                case STOP -> context.stop();
            }
        }

        @Override
        public void onSignal(Signal signal) {
            if (signal instanceof Signal.PostStop) {
                stopped.countDown();
            }
        }
    }

    /// An actor that does what it is told, with its own context.
    private ActorRef<Consumer<ActorContext<?>>> doer() {
        return spawn(context -> job -> job.accept(context));
    }

    @Override
    public Iteration spawnStop(int count) {
        return () -> {
            var greeted = new CountDownLatch(count);
            var stopped = new CountDownLatch(count);
            List<ActorRef<Life>> children = new ArrayList<>(count);
            var props = Props.<Life>of(context -> new Child(context, greeted, stopped));
            var parent = doer();
            parent.tell(context -> {
                for (int i = 0; i < count; i++) {
                    ActorRef<Life> child = context.spawn(props);
                    // In the list before it says that it is there: the last greeting ends the wait for the list.
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
            system.stop(parent);
            return count;
        };
    }

    private static int childrenOf(ActorRef<Consumer<ActorContext<?>>> parent) {
        var answer = new CompletableFuture<Integer>();
        parent.tell(context -> answer.complete(context.children().size()));
        return answer.join();
    }

    @Override
    public Object idle(IdleKind kind, int count) throws InterruptedException {
        var started = new CountDownLatch(count);
        List<ActorRef<Count>> actors = new ArrayList<>(count);
        Behavior<Count> behavior = _ -> {};
        BehaviorFactory<Count> factory = _ -> {
            started.countDown();
            return behavior;
        };
        var props = kind == IdleKind.BLOCKING ? Props.of(factory).blocking() : Props.of(factory);
        doer().tell(context -> {
            for (int i = 0; i < count; i++) {
                actors.add(kind == IdleKind.NAMED ? context.spawn("actor-" + i, props) : context.spawn(props));
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
            var parent = doer();
            BehaviorFactory<Count> factory = _ -> new Sink(count);
            var props = Props.of(factory);
            parent.tell(context -> {
                for (int i = 0; i < actors; i++) {
                    crowd.add(context.spawn(props));
                }
                started.complete(actors);
            });
            started.join();
            for (int i = 0; i < count; i++) {
                crowd.forEach(actor -> actor.tell(Count.ONE));
            }
            latch.await();
            system.stop(parent);
            return (long) actors * count;
        };
    }

    @Override
    public void close() {
        system.close();
    }
}
