package dev.understudy.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TransportConfigTest {
    private static final TransportConfig CONFIG = TransportConfig.named("node-1");

    static Stream<Arguments> faults() {
        return Stream.of(
                fault(() -> TransportConfig.named("no blanks"), "memberName", "no blanks"),
                fault(() -> TransportConfig.named("x".repeat(64)), "memberName", "1 to 63"),
                fault(() -> CONFIG.withCluster(""), "cluster", "1 to 63"),
                fault(() -> CONFIG.withWeight(0), "weight", "0.0"),
                fault(() -> CONFIG.withWeight(Double.NaN), "weight", "NaN"),
                fault(() -> CONFIG.withPort(70_000), "port", "70000"),
                fault(() -> CONFIG.withPort(65_500), "dataPortOffset", "65800"),
                fault(() -> CONFIG.withDataPortOffset(200), "dataPortOffset", "200"),
                fault(() -> CONFIG.withExpect(0), "expect", "0"),
                fault(() -> CONFIG.withSocketBufferBytes(-1), "socketBufferBytes", "-1"),
                fault(() -> CONFIG.withIntroductionTimeout(Duration.ZERO), "introductionTimeout", "PT0S"),
                fault(() -> Flow.data().withCredits(193, 16), "credits", "193"),
                fault(() -> Flow.data().withCredits(64, 33), "grantEvery", "33"),
                fault(() -> Flow.data().withQueue(100, 10), "queueBytes", "100"),
                fault(() -> Flow.data().withMaxFrameBytes(0), "maxFrameBytes", "0"),
                fault(() -> Detection.standard().withVerifyTimeout(Duration.ofNanos(5)), "verifyTimeout", "PT0.0"),
                fault(
                        () -> new Detection(
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(1),
                                Duration.ofMillis(1),
                                Duration.ofMillis(1)),
                        "heartbeatTimeout",
                        "twice"),
                fault(() -> Discovery.TcpPing.parse("host"), "host:port", "'host'"),
                fault(() -> Discovery.TcpPing.parse("a:1,b:x"), "host:port", "'b:x'"),
                fault(() -> Discovery.TcpPing.parse(":7800"), "7800", "missing"),
                fault(() -> new Discovery.Dns(" "), "dns", "name"),
                fault(() -> new Discovery.MPing("232.5.6.7", 0), "mping", "0"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aWrongValueIsNamedWithWhatIsAllowed(ThrowingCallable making, String setting, String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(making)
                .withMessageContaining(setting)
                .withMessageContaining(value);
    }

    @Test
    void theDefaultsStayOnThisMachine() {
        assertThat(CONFIG.bindAddress()).isEqualTo("127.0.0.1");
        assertThat(CONFIG.dataPort()).isEqualTo(7900);
    }

    @Test
    void readsHostsOfBothKinds() {
        assertThat(Discovery.TcpPing.parse("a:7800, [::1]:7801").hosts())
                .containsExactly(new HostPort("a", 7800), new HostPort("::1", 7801));
        assertThat(new HostPort("::1", 7801)).hasToString("[::1]:7801");
    }

    @Test
    void aSlowerTimeoutTakesItsIntervalAlong() {
        var detection = CONFIG.withDetection(Detection.standard().withHeartbeatTimeout(Duration.ofSeconds(10)));

        assertThat(((Stack.BuiltIn) detection.stack()).detection().heartbeatInterval())
                .isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void knowsWhetherItLooksAnywhereButAtHome() {
        var elsewhere = Discovery.TcpPing.parse("127.0.0.1:7800,127.0.0.1:7801");

        assertThat(CONFIG.looksForOthers()).isFalse();
        assertThat(CONFIG.withDiscovery(elsewhere).looksForOthers()).isTrue();
        assertThat(CONFIG.withDiscovery(new Discovery.Dns("grid")).looksForOthers())
                .isTrue();
    }

    @Test
    void aFileBringsItsOwnDiscovery() {
        var config = CONFIG.withStack(new Stack.Xml("tcp.xml"));

        assertThatThrownBy(() -> config.withDiscovery(Discovery.MPing.standard()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("tcp.xml");
    }

    private static Arguments fault(ThrowingCallable making, String setting, String value) {
        return Arguments.of(making, setting, value);
    }
}
