package dev.understudy.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.integration.NeedsContainers.EngineCondition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

final class NeedsContainersTest {

    @Test
    void withoutAnEngineTheTestIsSkipped() {
        assertThat(EngineCondition.judge(false, () -> false).isDisabled()).isTrue();
    }

    @Test
    void withAnEngineTheTestRuns() {
        assertThat(EngineCondition.judge(false, () -> true).isDisabled()).isFalse();
    }

    @Test
    void inCiTheTestRunsEvenWithoutAnEngine() {
        assertThat(EngineCondition.judge(true, () -> false).isDisabled()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "1", "yes"})
    void anyValueButFalseSaysThatThisIsCi(String value) {
        assertThat(EngineCondition.isCi(value)).isTrue();
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(strings = "false")
    void withoutAValueOrWithFalseThisIsNotCi(@Nullable String value) {
        assertThat(EngineCondition.isCi(value)).isFalse();
    }
}
