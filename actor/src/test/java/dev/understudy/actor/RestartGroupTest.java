package dev.understudy.actor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.actor.RestartGroup.Member;
import dev.understudy.actor.RestartGroup.Phase;
import dev.understudy.actor.RestartGroup.Step;
import java.util.List;
import org.junit.jupiter.api.Test;

class RestartGroupTest {
    private final RestartGroup<String> group =
            new RestartGroup<>(List.of(new Member<>("a", true), new Member<>("b", true), new Member<>("c", true)));

    private void haltAll() {
        group.begin();
        group.halted("c");
        group.halted("b");
        assertThat(group.halted("a")).isEqualTo(new Step.Wait<>());
    }

    @Test
    void endsRightToLeftAndStartsLeftToRight() {
        assertThat(group.begin()).isEqualTo(new Step.Halt<>("c"));
        assertThat(group.halted("c")).isEqualTo(new Step.Halt<>("b"));
        assertThat(group.halted("b")).isEqualTo(new Step.Halt<>("a"));
        assertThat(group.halted("a")).isEqualTo(new Step.Wait<>());
        assertThat(group.waited()).isEqualTo(new Step.Start<>("a"));
        assertThat(group.started("a")).isEqualTo(new Step.Start<>("b"));
        assertThat(group.started("b")).isEqualTo(new Step.Start<>("c"));
        assertThat(group.started("c")).isEqualTo(new Step.Nothing<>());
        assertThat(group.phase()).isEqualTo(Phase.DONE);
    }

    @Test
    void whoIsGoneBeforeItsTurnToEndIsPassedOver() {
        group.begin();

        assertThat(group.gone("b")).isEqualTo(new Step.Nothing<>());

        assertThat(group.halted("c")).isEqualTo(new Step.Halt<>("a"));
        group.halted("a");
        assertThat(group.waited()).isEqualTo(new Step.Start<>("a"));
        assertThat(group.started("a")).isEqualTo(new Step.Start<>("c"));
    }

    @Test
    void whoIsGoneBeforeItsTurnToStartIsPassedOver() {
        haltAll();
        group.gone("a");
        assertThat(group.waited()).isEqualTo(new Step.Start<>("b"));

        assertThat(group.gone("c")).isEqualTo(new Step.Nothing<>());

        assertThat(group.started("b")).isEqualTo(new Step.Nothing<>());
        assertThat(group.phase()).isEqualTo(Phase.DONE);
    }

    @Test
    void whoIsGoneWhileItIsStartedIsNotWaitedFor() {
        haltAll();
        group.waited();

        assertThat(group.gone("a")).isEqualTo(new Step.Start<>("b"));
    }

    @Test
    void groupOfWhichAllAreGoneIsDone() {
        group.begin();
        group.gone("a");
        group.gone("b");

        assertThat(group.gone("c")).isEqualTo(new Step.Nothing<>());

        assertThat(group.phase()).isEqualTo(Phase.DONE);
    }
}
