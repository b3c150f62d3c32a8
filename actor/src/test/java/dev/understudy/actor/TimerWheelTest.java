package dev.understudy.actor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The wheel against a plain list of deadlines, under random operations.
class TimerWheelTest {

    private static final long TICK = 1L << TimerWheel.TICK_SHIFT;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void everyTimerFiresInItsTickUnlessRemoved(long seed) {
        var random = new SplittableRandom(seed);
        // Also where the clock is negative, as nanoTime may be.
        long now = seed % 2 == 0 ? random.nextLong(1L << 50) : -random.nextLong(1L << 50);
        var wheel = new TimerWheel(now);
        var model = new HashMap<TimerWheel.Timer, Long>();
        for (int step = 0; step < 20_000; step++) {
            switch (random.nextInt(4)) {
                case 0, 1 -> {
                    var timer = new TimerWheel.Timer();
                    long deadline = now + random.nextLong(random.nextBoolean() ? 20 * TICK : 5000 * TICK);
                    wheel.add(timer, deadline);
                    model.put(timer, deadline);
                }
                case 2 -> {
                    if (!model.isEmpty()) {
                        var timer = model.keySet().iterator().next();
                        assertThat(wheel.remove(timer)).isTrue();
                        assertThat(wheel.remove(timer)).isFalse();
                        model.remove(timer);
                    }
                }
                default -> {
                    long next = wheel.next();
                    if (next == TimerWheel.NEVER) {
                        assertThat(model).isEmpty();
                        next = now;
                    }
                    now = Math.max(now, random.nextBoolean() ? next : now + random.nextLong(3000 * TICK));
                    var fired = new ArrayList<Long>();
                    for (var timer : wheel.advance(now)) {
                        var deadline = model.remove(timer);
                        assertThat(deadline)
                                .as("known and not early")
                                .isNotNull()
                                .isLessThanOrEqualTo(now);
                        fired.add(deadline);
                    }
                    assertThat(fired).isSorted();
                    long late = now - TICK;
                    assertThat(model.values())
                            .as("none is more than a tick late")
                            .allMatch(deadline -> deadline > late - TICK);
                }
            }
        }
    }
}
