package dev.understudy.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.integration.NeedsContainers.EngineCondition;
import org.junit.jupiter.api.Test;

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
}
