package dev.understudy.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StartGateTest {
    @Test
    void opensOnceWhenTheExpectedMembersAreTogether() {
        var gate = new StartGate(3);

        assertThat(gate.observe(view(2, 0), false)).isFalse();
        assertThat(gate.isOpen()).isFalse();
        assertThat(gate.observe(view(3, 0), false)).isTrue();
        assertThat(gate.observe(view(4, 0), false)).isFalse();
        assertThat(gate.isOpen()).isTrue();
    }

    @Test
    void clientsDoNotCount() {
        var gate = new StartGate(2);

        assertThat(gate.observe(view(1, 5), false)).isFalse();
    }

    @Test
    void staysOpenWhenMembersAreLost() {
        var gate = new StartGate(2);
        gate.observe(view(2, 0), false);

        gate.observe(view(1, 0), false);

        assertThat(gate.isOpen()).isTrue();
    }

    @Test
    void whoMeetsARunningClusterDoesNotWait() {
        var gate = new StartGate(5);

        assertThat(gate.observe(view(2, 0), true)).isTrue();
    }

    private static View view(int data, int clients) {
        return new View(
                new ViewId(new Incarnation(1, 0), 1, 0),
                IntStream.range(0, data + clients)
                        .mapToObj(i -> Members.member(i, i < data ? Role.DATA : Role.CLIENT))
                        .toList());
    }
}
