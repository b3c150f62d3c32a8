package dev.understudy.cluster.jgroups;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.cluster.TransportConfig;
import org.junit.jupiter.api.Test;

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

    private static String endpoint(String bindAddress) {
        return ChannelFactory.endpoint(TransportConfig.named("bank-1")
                        .withBindAddress(bindAddress)
                        .withPort(7800))
                .toString();
    }
}
