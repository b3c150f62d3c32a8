package dev.understudy.actor;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingStream;
import org.junit.jupiter.api.Test;

/// What the JVM's flight recorder is told. The paths are of less than 16 characters, as the recorder writes longer
/// texts
/// once and a stream may then miss the text of a later event.
class FlightRecordsTest {

    private final Probe<RecordedEvent> events = new Probe<>();
    private final CountDownLatch gate = new CountDownLatch(1);

    private RecordingStream recording(String... names) {
        var stream = new RecordingStream();
        stream.setReuse(false);
        for (var name : names) {
            stream.enable("dev.understudy." + name);
            stream.onEvent("dev.understudy." + name, event -> {
                if (event.getString("actor").startsWith("/user/jfr-")) {
                    events.add(event);
                }
            });
        }
        stream.startAsync();
        return stream;
    }

    @Test
    void aLifeIsRecorded() {
        try (var stream = recording("ActorStart", "ActorStop", "ActorFailure", "ActorRestart");
                var system = ActorSystem.named("recorded").workers(1).start()) {
            var actor = system.spawn(
                    "jfr-life",
                    Props.<String>of(context -> message -> {
                                if (message.equals("fail")) {
                                    throw new IllegalStateException("on purpose");
                                }
                                context.stop();
                            })
                            .kind("short-lived"));
            actor.tell("fail");
            actor.tell("stop");

            assertThat(events.next(4))
                    .extracting(event -> event.getEventType().getName())
                    .containsExactlyInAnyOrder(
                            "dev.understudy.ActorStart",
                            "dev.understudy.ActorFailure",
                            "dev.understudy.ActorRestart",
                            "dev.understudy.ActorStop");
            assertThat(stream).isNotNull();
        }
    }

    @Test
    void aFailureSaysWhatWasThrownAndByWhom() {
        try (var stream = recording("ActorFailure");
                var system = ActorSystem.named("recorded").workers(1).start()) {
            system.spawn(
                            "jfr-fail",
                            Props.<String>of(_ -> _ -> {
                                        throw new IllegalStateException("on purpose");
                                    })
                                    .kind("failing"))
                    .tell("go");

            var event = events.next();
            assertThat(event.getString("actor")).isEqualTo("/user/jfr-fail");
            assertThat(event.getString("kind")).isEqualTo("failing");
            assertThat(event.getString("failure")).isEqualTo("java.lang.IllegalStateException: on purpose");
            assertThat(stream).isNotNull();
        }
    }

    @Test
    void aMailboxWithoutBoundThatFillsUpIsReported() throws InterruptedException {
        try (var stream = recording("MailboxHighWater");
                var system = ActorSystem.named("recorded").workers(1).start()) {
            var entered = new CountDownLatch(1);
            var actor = system.spawn(
                    "jfr-full",
                    Props.<Integer>of(_ -> _ -> {
                                entered.countDown();
                                gate.await();
                            })
                            .blocking());
            for (int i = 0; i < LifeCell.HIGH_WATER; i++) {
                actor.tell(i);
            }
            entered.await();
            actor.tell(LifeCell.HIGH_WATER);

            // As the watchdog does now and then with whoever runs.
            ((ActorCell<?>) actor).enqueueSystem(new SystemMessage.Gauge());
            gate.countDown();

            assertThat(events.next().getString("actor")).isEqualTo("/user/jfr-full");
            assertThat(stream).isNotNull();
        }
    }

    @Test
    void aStallIsRecordedWithItsPlaceAndThenTheSlowMessage() {
        try (var stream = recording("ActorStall", "SlowMessage");
                var system = ActorSystem.named("recorded")
                        .workers(1)
                        .stallThreshold(ofMillis(20))
                        .start()) {
            system.<String>spawn("jfr-stall", _ -> _ -> gate.await()).tell("wait");

            var stall = events.next();
            assertThat(stall.getEventType().getName()).isEqualTo("dev.understudy.ActorStall");
            assertThat(stall.getDuration("heldSoFar")).isGreaterThanOrEqualTo(ofMillis(20));
            assertThat(stall.getString("where")).contains(FlightRecordsTest.class.getName());
            gate.countDown();

            var slow = events.next();
            assertThat(slow.getEventType().getName()).isEqualTo("dev.understudy.SlowMessage");
            assertThat(slow.getDuration("held")).isGreaterThanOrEqualTo(ofMillis(20));
            assertThat(stream).isNotNull();
        }
    }
}
