package dev.understudy.sharding.ownership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class AnswerWindowTest {
    private static final Incarnation PRODUCER = new Incarnation(new MemberId("a"), 1);

    private final Settings settings = Settings.defaults().withLimits(4, 4, 100, 100);

    @Test
    void aRetryGetsTheFirstAnswer() {
        var window = empty();
        window.add(id(1), new Text("one"));

        assertThat(window.judge(id(1), 2)).isEqualTo(AnswerWindow.Verdict.ANSWERED);
        assertThat(window.reply(id(1))).contains(new Text("one"));
        assertThat(window.judge(id(2), 2)).isEqualTo(AnswerWindow.Verdict.NEW);
    }

    @Test
    void whatFellOutOfTheWindowIsUnknownToARetryAndNewToAFirstAttempt() {
        var window = empty();
        for (int seq = 2; seq <= 7; seq++) {
            window.add(id(seq), new Text("x"));
        }

        assertThat(window.judge(id(2), 2)).isEqualTo(AnswerWindow.Verdict.UNKNOWN);
        assertThat(window.judge(id(1), 1)).isEqualTo(AnswerWindow.Verdict.NEW);
        assertThat(window.judge(id(7), 2)).isEqualTo(AnswerWindow.Verdict.ANSWERED);
    }

    @Test
    void whatIsBelowTheLowWatermarkIsForgottenAndTheRestIsKept() {
        var window = empty();
        for (int seq = 1; seq <= 4; seq++) {
            window.add(id(seq), new Text("x"));
        }

        window.trim(PRODUCER, 3);

        assertThat(window.freeze().producers())
                .hasEntrySatisfying(PRODUCER, kept -> assertThat(kept.replies()).containsOnlyKeys(3L, 4L));
        assertThat(window.judge(id(3), 2)).isEqualTo(AnswerWindow.Verdict.ANSWERED);
        assertThat(window.judge(id(2), 2)).isEqualTo(AnswerWindow.Verdict.UNKNOWN);
    }

    @Test
    void aWindowReadFromTheLogForgetsWhatTheOwnerHasForgotten() {
        var grown = empty();
        var read = empty();
        for (int seq = 1; seq <= 3; seq++) {
            grown.add(id(seq), new Text("x"));
            read.add(id(seq), new Text("x"));
        }
        grown.trim(PRODUCER, 3);

        read.trimLike(grown);

        assertThat(read.freeze()).isEqualTo(grown.freeze());
    }

    @Test
    void aForgottenProducersRetryIsUnknown() {
        var window = new AnswerWindow(DedupeWindow.EMPTY, settings.withDedupeProducers(1));
        window.add(id(1), new Text("one"));
        var other = new CommandId(new Incarnation(new MemberId("b"), 1), 1);

        window.add(other, new Text("other"));

        assertThat(window.judge(id(1), 2)).isEqualTo(AnswerWindow.Verdict.UNKNOWN);
        assertThat(window.judge(id(2), 1)).isEqualTo(AnswerWindow.Verdict.NEW);
    }

    @Test
    void aProducerWithoutAnswersFallsOutUnnoticed() {
        var window = new AnswerWindow(DedupeWindow.EMPTY, settings.withDedupeProducers(1));
        window.add(id(1), new Text("one"));
        window.trim(PRODUCER, 2);

        window.add(new CommandId(new Incarnation(new MemberId("b"), 1), 1), new Text("other"));

        assertThat(window.freeze().forgotten()).isFalse();
    }

    @Test
    void aWindowSmallerThanWhatMayBeOutstandingIsRefused() {
        assertThatThrownBy(() -> Settings.defaults().withLimits(64, 63, 100, 100))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("63")
                .hasMessageContaining("64");
    }

    private AnswerWindow empty() {
        return new AnswerWindow(DedupeWindow.EMPTY, settings);
    }

    private static CommandId id(long seq) {
        return new CommandId(PRODUCER, seq);
    }
}
