package dev.understudy.serialization;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RemoteFailureTest {

    record Failed(Throwable why) {}

    private static final MessageCodec CODEC =
            MessageRegistry.builder().register("failed", Failed.class).build().codec();

    @Test
    void aFailureArrivesWithItsNameMessageStackAndCause() {
        var sent = new IllegalStateException("no money", new IOException("disk"));

        var arrived = ((Failed) CODEC.decode(CODEC.encode(new Failed(sent)))).why();

        assertThat(arrived)
                .isInstanceOf(RemoteFailureException.class)
                .hasMessage("java.lang.IllegalStateException: no money")
                .hasCauseInstanceOf(RemoteFailureException.class)
                .cause()
                .hasMessage("java.io.IOException: disk");
        assertThat(arrived.getStackTrace()[0].getMethodName())
                .isEqualTo("aFailureArrivesWithItsNameMessageStackAndCause");
        assertThat(((RemoteFailureException) arrived).failure().typeName())
                .isEqualTo("java.lang.IllegalStateException");
    }

    @Test
    void aFailureIsAMessageByItself() {
        assertThat(CODEC.decode(CODEC.encode(new OutOfMemoryError("far away"))))
                .isInstanceOfSatisfying(
                        RemoteFailureException.class,
                        e -> assertThat(e).hasMessage("java.lang.OutOfMemoryError: far away"));
    }

    @Test
    void aFailureThatTravelsOnKeepsItsFirstDescription() {
        var once = (Throwable) CODEC.decode(CODEC.encode(new IllegalStateException("first")));
        var twice = (RemoteFailureException) CODEC.decode(CODEC.encode(once));

        assertThat(twice.failure()).isEqualTo(((RemoteFailureException) once).failure());
    }

    @Test
    void aClassThatExistsNowhereIsNoObstacle() {
        var foreign = new RemoteFailure("com.example.NotHere", null, List.of(), null);

        var arrived = (RemoteFailure) CODEC.decode(CODEC.encode(foreign));

        assertThat(arrived).isEqualTo(foreign);
        assertThat(arrived.toException()).hasMessage("com.example.NotHere").hasNoCause();
    }

    @Test
    void aFailureIsCutToSize() {
        var circle = new IllegalStateException("x".repeat(100_000));
        var other = new IllegalStateException("other", circle);
        circle.initCause(other);
        circle.setStackTrace(deepStack());

        var failure = RemoteFailure.of(circle);

        assertThat(failure.message()).hasSize(RemoteFailure.MAX_MESSAGE + 1).endsWith("…");
        assertThat(failure.frames()).hasSize(RemoteFailure.MAX_FRAMES);
        int causes = 0;
        for (var cause = failure.cause(); cause != null; cause = cause.cause()) {
            causes++;
        }
        assertThat(causes).isEqualTo(RemoteFailure.MAX_CAUSES);
    }

    private static StackTraceElement[] deepStack() {
        var stack = new StackTraceElement[1000];
        for (int i = 0; i < stack.length; i++) {
            stack[i] = new StackTraceElement("Deep", "call" + i, null, i);
        }
        return stack;
    }
}
