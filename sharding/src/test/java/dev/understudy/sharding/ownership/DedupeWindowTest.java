package dev.understudy.sharding.ownership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class DedupeWindowTest {
    private record Text(String text) implements Payload {
        @Override
        public int size() {
            return text.length();
        }
    }

    private static final Incarnation PRODUCER = new Incarnation(new MemberId("a"), 1);

    @Test
    void aRetryGetsTheFirstAnswer() {
        var window = DedupeWindow.EMPTY.with(id(1), new Text("one"), 4, 4);

        assertThat(window.judge(id(1), 2)).isEqualTo(DedupeWindow.Verdict.ANSWERED);
        assertThat(window.reply(id(1))).contains(new Text("one"));
        assertThat(window.judge(id(2), 2)).isEqualTo(DedupeWindow.Verdict.NEW);
    }

    @Test
    void whatFellOutOfTheWindowIsUnknownToARetryAndNewToAFirstAttempt() {
        var window = DedupeWindow.EMPTY;
        for (int seq = 2; seq <= 7; seq++) {
            window = window.with(id(seq), new Text("x"), 4, 4);
        }

        assertThat(window.judge(id(2), 2)).isEqualTo(DedupeWindow.Verdict.UNKNOWN);
        assertThat(window.judge(id(1), 1)).isEqualTo(DedupeWindow.Verdict.NEW);
        assertThat(window.judge(id(7), 2)).isEqualTo(DedupeWindow.Verdict.ANSWERED);
    }

    @Test
    void aForgottenProducersRetryIsUnknown() {
        var window = DedupeWindow.EMPTY.with(id(1), new Text("one"), 4, 1);
        var other = new CommandId(new Incarnation(new MemberId("b"), 1), 1);

        window = window.with(other, new Text("other"), 4, 1);

        assertThat(window.judge(id(1), 2)).isEqualTo(DedupeWindow.Verdict.UNKNOWN);
        assertThat(window.judge(id(2), 1)).isEqualTo(DedupeWindow.Verdict.NEW);
    }

    @Test
    void aWindowSmallerThanWhatMayBeOutstandingIsRefused() {
        assertThatThrownBy(() -> Settings.defaults().withLimits(64, 63, 100, 100))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("63")
                .hasMessageContaining("64");
    }

    private static CommandId id(long seq) {
        return new CommandId(PRODUCER, seq);
    }
}
