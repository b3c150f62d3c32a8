package dev.understudy.drills;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LoadDriverTest {
    private static final int FAST = 100_000;

    private final History history = new History();

    @Test
    void anEntityNeverHasTwoAsksOutstanding() throws InterruptedException {
        FakeSession session = new FakeSession(500);

        try (LoadDriver driver = new LoadDriver(session, plan(10, FAST), history)) {
            driver.begin();
            assertThat(session.enough.await(60, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(session.overlaps).hasValue(0);
        Map<Integer, List<Attempt>> byEntity =
                history.attempts().stream().collect(Collectors.groupingBy(Attempt::entity));
        assertThat(byEntity).hasSize(10);
        byEntity.values()
                .forEach(attempts -> assertThat(attempts)
                        .isSortedAccordingTo(java.util.Comparator.comparingLong(Attempt::begunNanos)));
    }

    @Test
    void closeReturnsWhenTheLastAskHasEnded() throws InterruptedException {
        FakeSession session = new FakeSession(50);

        try (LoadDriver driver = new LoadDriver(session, plan(10, FAST), history)) {
            driver.begin();
            assertThat(session.enough.await(60, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(history.attempts()).hasSize(session.asks.get());
        assertThat(history.answered()).isEqualTo(session.asks.get());
    }

    @Test
    void hurriedEntitiesAreAskedThoughTheirThinkTimeIsNotOver() throws InterruptedException {
        FakeSession session = new FakeSession(1);

        try (LoadDriver driver = new LoadDriver(session, slowPlan(), history)) {
            driver.begin();
            driver.hurry(Set.of(1));
            assertThat(session.enough.await(60, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(history.attempts().getFirst().entity()).isEqualTo(1);
    }

    @Test
    void tellsAreInterspersed() throws InterruptedException {
        FakeSession session = new FakeSession(200);

        try (LoadDriver driver = new LoadDriver(session, plan(4, FAST), history)) {
            driver.begin();
            assertThat(session.enough.await(60, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(session.tells).hasValueGreaterThan(0);
    }

    @Test
    void busyEntitiesAreAskedTenTimesAsOften() {
        LoadPlan plan = new LoadPlan(100, Set.of(7), 1090, ofSeconds(1), 1);

        assertThat(plan.thinkNanos(0)).isEqualTo(100_000_000);
        assertThat(plan.thinkNanos(7)).isEqualTo(10_000_000);
    }

    private static LoadPlan plan(int entities, int asksPerSecond) {
        return new LoadPlan(entities, Set.of(), asksPerSecond, ofSeconds(10), 1);
    }

    /// Each entity is asked once in three hours on average.
    private static LoadPlan slowPlan() {
        return new LoadPlan(10_000, Set.of(), 1, ofSeconds(10), 1);
    }

    /// Answers everything, a moment later.
    private static final class FakeSession implements Workload.Session {
        final Set<Integer> outstanding = ConcurrentHashMap.newKeySet();
        final AtomicInteger overlaps = new AtomicInteger();
        final AtomicInteger asks = new AtomicInteger();
        final AtomicInteger tells = new AtomicInteger();
        final Executor answers = Executors.newVirtualThreadPerTaskExecutor();
        final CountDownLatch enough;

        FakeSession(int enough) {
            this.enough = new CountDownLatch(enough);
        }

        @Override
        public Optional<String> owner(int entity) {
            return Optional.empty();
        }

        @Override
        public void tell(int entity) {
            tells.incrementAndGet();
        }

        @Override
        public Asked ask(int entity, RandomGenerator random, Duration deadline) {
            asks.incrementAndGet();
            if (!outstanding.add(entity)) {
                overlaps.incrementAndGet();
            }
            CompletableFuture<String> answer = CompletableFuture.supplyAsync(
                    () -> {
                        outstanding.remove(entity);
                        return "yes";
                    },
                    answers);
            enough.countDown();
            return Asked.of(answer);
        }

        @Override
        public CompletableFuture<?> inspect(int entity, Duration deadline) {
            return CompletableFuture.completedFuture("all well");
        }

        @Override
        public Judgement judge() {
            return new Judgement(null, null, null);
        }
    }
}
