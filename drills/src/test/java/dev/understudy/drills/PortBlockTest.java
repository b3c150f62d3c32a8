package dev.understudy.drills;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PortBlockTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    @Test
    void twoBlocksOfTheSameSeedAreDifferentWhileBothAreHeld() {
        try (PortBlock one = PortBlock.take(LOOPBACK, new SplittableRandom(1));
                PortBlock other = PortBlock.take(LOOPBACK, new SplittableRandom(1))) {
            assertThat(other.base()).isNotEqualTo(one.base());
        }
    }

    @Test
    void aBlockWithAPortThatIsTakenIsLeftAlone() throws IOException {
        int wanted;
        try (PortBlock block = PortBlock.take(LOOPBACK, new SplittableRandom(2))) {
            wanted = block.base();
        }
        try (ServerSocket squatter = new ServerSocket()) {
            squatter.bind(new InetSocketAddress(LOOPBACK, PortBlock.adminPort(wanted, 3)));

            try (PortBlock block = PortBlock.take(LOOPBACK, new SplittableRandom(2))) {
                assertThat(block.base()).isNotEqualTo(wanted);
            }
        }
    }
}
