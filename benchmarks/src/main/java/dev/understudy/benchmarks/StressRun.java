package dev.understudy.benchmarks;

import dev.understudy.actor.ActorContext;
import dev.understudy.actor.ActorRef;
import dev.understudy.actor.ActorSystem;
import dev.understudy.actor.Behavior;
import dev.understudy.actor.Directive;
import dev.understudy.actor.Props;
import dev.understudy.actor.SupervisorStrategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Many senders and few receivers that fail all the time: does each message arrive once, and in the order of its
/// sender?
///
/// Senders are actors on the workers, actors on virtual threads, and the caller's own thread. Receivers are of both
/// kinds, and at random throw what their supervisor resumes or restarts them for, so they are suspended with a full
/// mailbox. It goes in rounds, each of which ends when all has arrived, so the memory it needs does not grow with its
/// length.
final class StressRun implements AutoCloseable {
    private static final int RECEIVERS = 4;
    private static final int SENDERS_OF_EACH_KIND = 3;
    private static final int SENDERS = 2 * SENDERS_OF_EACH_KIND + 1;
    /// What each sender sends to each receiver in a round.
    private static final int EACH = 5_000;

    private static final int IN_ONE_TURN = 37;
    /// One message of so many is the death of its receiver.
    private static final int FAILURE_EVERY = 500;

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final ActorSystem system;
    private final long seed;
    private final List<Tally> tallies = new ArrayList<>();
    private final List<ActorRef<Numbered>> receivers = new ArrayList<>();
    private final List<ActorRef<Go>> senders = new ArrayList<>();
    private final AtomicLong failures = new AtomicLong();
    private volatile CountDownLatch round = new CountDownLatch(0);
    private long rounds;

    private record Numbered(int sender, long number) {}

    private record Go(long from, long to) {}

    /// What an actor throws, and what shall be done about it.
    private static final class Trip extends RuntimeException {
        final Directive directive;

        Trip(Directive directive) {
            super("stumbles as planned", null, false, false);
            this.directive = directive;
        }
    }

    /// What one receiver has got so far; survives its restarts. Its actor's, but read between rounds.
    private final class Tally {
        private final long[] next = new long[SENDERS];
        private long violations;
        private long left;

        void count(Numbered message) {
            if (message.number() != next[message.sender()]) {
                violations++;
            }
            next[message.sender()] = message.number() + 1;
            if (--left == 0) {
                round.countDown();
            }
        }
    }

    StressRun(int workers, long seed) {
        this.seed = seed;
        system = ActorSystem.named("stress").workers(workers).start();
        for (int i = 0; i < RECEIVERS; i++) {
            var tally = new Tally();
            tallies.add(tally);
            receivers.add(receiver(i, tally));
        }
        for (int i = 0; i < 2 * SENDERS_OF_EACH_KIND; i++) {
            int number = i;
            var props = Props.<Go>of(context -> new Sender(context, number));
            senders.add(system.spawn("sender-" + i, i < SENDERS_OF_EACH_KIND ? props : props.blocking()));
        }
    }

    /// A parent that restarts its child for ever, and the child.
    private ActorRef<Numbered> receiver(int number, Tally tally) {
        return system.<Numbered>spawn("parent-" + number, context -> {
            context.supervise(SupervisorStrategy.oneForOne(StressRun::decide)
                    .withRestartLimit(Integer.MAX_VALUE, Duration.ofMinutes(1)));
            var random = new SplittableRandom(seed + number);
            var props = Props.<Numbered>of(_ -> new Receiver(tally, random));
            ActorRef<Numbered> child = context.spawn("child", number % 2 == 0 ? props : props.blocking());
            return child::tell;
        });
    }

    private static Directive decide(Throwable failure) {
        return failure instanceof Trip trip ? trip.directive : Directive.ESCALATE;
    }

    private final class Receiver implements Behavior<Numbered> {
        private final Tally tally;
        private final SplittableRandom random;

        Receiver(Tally tally, SplittableRandom random) {
            this.tally = tally;
            this.random = random;
        }

        @Override
        public void receive(Numbered message) {
            tally.count(message);
            if (random.nextInt(FAILURE_EVERY) == 0) {
                failures.incrementAndGet();
                throw new Trip(random.nextBoolean() ? Directive.RESUME : Directive.RESTART);
            }
        }
    }

    /// Sends a few messages to all receivers in each turn, then reminds itself of the rest.
    private final class Sender implements Behavior<Go> {
        private final ActorRef<Go> self;
        private final int number;

        Sender(ActorContext<Go> context, int number) {
            this.self = context.self();
            this.number = number;
        }

        @Override
        public void receive(Go go) {
            long to = Math.min(go.to(), go.from() + IN_ONE_TURN);
            send(number, go.from(), to);
            if (to < go.to()) {
                self.tell(new Go(to, go.to()));
            }
        }
    }

    private void send(int sender, long from, long to) {
        for (long number = from; number < to; number++) {
            for (var receiver : receivers) {
                receiver.tell(new Numbered(sender, number));
            }
        }
    }

    /// Runs one round.
    ///
    /// @return what went wrong, in one line; empty if nothing did
    String runRound() throws InterruptedException {
        round = new CountDownLatch(RECEIVERS);
        tallies.forEach(tally -> tally.left = (long) SENDERS * EACH);
        long from = rounds * EACH;
        long to = from + EACH;
        rounds++;
        senders.forEach(sender -> sender.tell(new Go(from, to)));
        send(SENDERS - 1, from, to);
        if (!round.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            return "round %d has not ended within %s: %d messages are missing"
                    .formatted(
                            rounds,
                            PATIENCE,
                            tallies.stream().mapToLong(tally -> tally.left).sum());
        }
        long violations = tallies.stream().mapToLong(tally -> tally.violations).sum();
        long deadLetters = system.deadLetterChannel().count();
        return violations == 0 && deadLetters == 0
                ? ""
                : "%d messages came twice, late or never, and %d became dead letters by round %d"
                        .formatted(violations, deadLetters, rounds);
    }

    /// Messages received in all rounds.
    long messages() {
        return rounds * EACH * SENDERS * RECEIVERS;
    }

    /// How often a receiver has failed so far.
    long failures() {
        return failures.get();
    }

    @Override
    public void close() {
        system.close();
    }
}
