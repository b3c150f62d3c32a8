package dev.understudy.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ForeignLoadTest {
    @Test
    @EnabledOnOs(OS.LINUX)
    void loadOfOthersIsAPartOfWhatTheMachineHas() {
        var load = new ForeignLoad();

        assertThat(load.sinceBegin()).isNotNegative().isFinite();
    }
}
