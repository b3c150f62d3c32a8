package dev.understudy.cluster.jgroups;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.cluster.Stack;
import dev.understudy.cluster.TransportConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ChannelFactoryTest {
    @Test
    void endpointNamesTheAddressBehindTheNameOfAnInterface() {
        assertThat(endpoint("match-interface:lo")).isIn("127.0.0.1:7800", "[0:0:0:0:0:0:0:1]:7800");
    }

    @Test
    void endpointOfAnAddressIsThatAddress() {
        assertThat(endpoint("127.0.0.1")).isEqualTo("127.0.0.1:7800");
        assertThat(endpoint("::1")).isEqualTo("[0:0:0:0:0:0:0:1]:7800");
    }

    @Test
    void endpointKeepsAWordThatMeansNothingHere() {
        assertThat(endpoint("match-interface:none7")).isEqualTo("[match-interface:none7]:7800");
    }

    @Test
    void endpointIsWhatAStackOfOnesOwnSays(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("own.xml"), "<config xmlns=\"urn:org:jgroups\"><TCP bind_port=\"9000\"/></config>");
        TransportConfig config = TransportConfig.named("bank-1").withStack(new Stack.Xml(file.toString()));

        assertThat(ChannelFactory.endpoint(config)).hasToString("127.0.0.1:9000");
    }

    @Test
    void aStackMayBeAResourceOfTheClassPath() {
        TransportConfig config = TransportConfig.named("bank-1").withPort(9100).withStack(new Stack.Xml("tcp.xml"));

        assertThat(ChannelFactory.endpoint(config).port()).isEqualTo(7800);
    }

    private static String endpoint(String bindAddress) {
        return ChannelFactory.endpoint(TransportConfig.named("bank-1")
                        .withBindAddress(bindAddress)
                        .withPort(7800))
                .toString();
    }
}
