package dev.understudy.sharding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.actor.ActorSystem;
import dev.understudy.cluster.Certificates;
import dev.understudy.sharding.ownership.Configuration;
import dev.understudy.sharding.ownership.Frame;
import dev.understudy.sharding.ownership.GridMember;
import dev.understudy.sharding.ownership.Incarnation;
import dev.understudy.sharding.ownership.MemberId;
import dev.understudy.sharding.ownership.Message;
import dev.understudy.sharding.ownership.Settings;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Whoever believes less than others must not be misled by them: two halves of a grid, each told by a client that
/// the other is dead, would both go on alone.
class BelievedCertificatesTest {
    private final AtomicInteger believed = new AtomicInteger();

    @ParameterizedTest
    @CsvSource({
        "NONE, PROCESS, 0",
        "NONE, SOCKET, 0",
        "PROCESS, PROCESS, 1",
        "PROCESS, SOCKET, 0",
        "SOCKET, PROCESS, 1",
        "SOCKET, SOCKET, 1"
    })
    void whatOthersSayIsBelievedAsOnesOwnEvidence(Certificates setting, String evidence, int times) throws Exception {
        tell(setting, evidence);

        assertThat(believed).hasValue(times);
    }

    @Test
    void evidenceOfAKindThatIsNotKnownHereIsNotBelieved() throws Exception {
        tell(Certificates.SOCKET, "HEARSAY");

        assertThat(believed).hasValue(0);
    }

    private void tell(Certificates setting, String evidence) throws Exception {
        var thread = Executors.newSingleThreadScheduledExecutor();
        try (var system = ActorSystem.create("listener")) {
            var settings = Settings.defaults().withShards(4, 1);
            var membership = new Membership(
                    settings,
                    GridMember.of("a"),
                    new Counting(),
                    setting,
                    new DispatcherProbe(system),
                    System::nanoTime,
                    thread);
            var dead = new Incarnation(new MemberId("b"), 1);
            var teller = new Incarnation(new MemberId("c"), 1);
            membership.receive(new Frame("", teller, new Message.Certificate(dead, evidence)));
            thread.submit(() -> {}).get(1, TimeUnit.MINUTES);
        } finally {
            thread.shutdownNow();
        }
    }

    private final class Counting implements Membership.Listener {
        @Override
        public void send(MemberId to, Frame frame) {}

        @Override
        public void adopted(Configuration configuration) {}

        @Override
        public void leaseChanged() {}

        @Override
        public void standingChanged() {
            believed.incrementAndGet();
        }
    }
}
