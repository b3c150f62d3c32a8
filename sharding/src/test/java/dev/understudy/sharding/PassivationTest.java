package dev.understudy.sharding;

import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PassivationTest {
    private final List<String> advised = new ArrayList<>();
    private long nanos;

    @Test
    void onlyWhoHasBeenIdleForSoLongIsAdvisedToLeave() {
        var residents = cache(new PassivationPolicy(Optional.of(ofMinutes(5)), Optional.empty()));
        residents.put("busy", true);
        residents.put("idle", true);

        pass(ofMinutes(4));
        assertThat(residents.getIfPresent("busy")).isNotNull();
        pass(ofMinutes(2));
        residents.cleanUp();

        assertThat(advised).containsExactly("idle");
    }

    @Test
    void thoseOfLeastUseLeaveWhereThereAreTooMany() {
        var residents = cache(new PassivationPolicy(Optional.empty(), Optional.of(10)));
        residents.put("busy", true);
        IntStream.range(0, 9).forEach(number -> residents.put("before-" + number, true));
        for (int round = 0; round < 20; round++) {
            assertThat(residents.getIfPresent("busy")).isNotNull();
            residents.cleanUp();
        }

        IntStream.range(0, 100).forEach(number -> residents.put("once-" + number, true));
        residents.cleanUp();

        assertThat(advised).hasSize(100).doesNotContain("busy");
    }

    /// Caffeine alone leaves some in two rounds of a hundred, if nobody uses it any more.
    @Test
    void whoIsTooManyLeavesThoughNothingIsUsedAnyMore() throws Exception {
        try (var housekeeping = Executors.newSingleThreadScheduledExecutor()) {
            for (int round = 0; round < 300; round++) {
                var toLeave = new CountDownLatch(55);
                var policy = new PassivationPolicy(Optional.empty(), Optional.of(5));
                var passivation = new Passivation<String>(policy, _ -> toLeave.countDown(), housekeeping);

                var users = IntStream.range(0, 2)
                        .mapToObj(user -> Thread.ofPlatform().start(() -> use(passivation, user)))
                        .toList();
                for (var user : users) {
                    user.join();
                }

                assertThat(toLeave.await(10, TimeUnit.SECONDS))
                        .as("round %d", round)
                        .isTrue();
            }
        }
    }

    private static void use(Passivation<String> passivation, int user) {
        for (int number = 0; number < 30; number++) {
            passivation.used(user + "-" + number);
            for (int spins = number * 37 % 200; spins > 0; spins--) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void whoLeftByItselfIsNotAdvisedAgain() {
        var residents = cache(new PassivationPolicy(Optional.of(ofMinutes(5)), Optional.empty()));
        residents.put("gone", true);

        residents.invalidate("gone");
        pass(ofMinutes(6));
        residents.cleanUp();

        assertThat(advised).isEmpty();
    }

    private Cache<String, Object> cache(PassivationPolicy policy) {
        return Passivation.cache(policy, advised::add, () -> nanos, Runnable::run, Scheduler.disabledScheduler());
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }
}
