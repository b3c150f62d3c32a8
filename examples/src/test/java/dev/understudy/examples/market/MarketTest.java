package dev.understudy.examples.market;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.examples.FreePorts;
import dev.understudy.serialization.WireContractFile;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MarketTest {
    @Test
    void theExchangeHearsWhatTheOfficeSaw() {
        var random = new SplittableRandom(ProcessHandle.current().pid());
        var printed = new ByteArrayOutputStream();
        var before = System.out;
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            int port = FreePorts.forNode(random);
            int other = port;
            while (other == port) {
                other = FreePorts.forNode(random);
            }

            Market.main(Integer.toString(port), Integer.toString(other));
        } finally {
            System.setOut(before);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("the office saw Price[share=ABC, cents=1");
    }

    @Test
    void theWireContractIsKept() {
        WireContractFile.at(Path.of("market-wire-contract.txt"))
                .check(Market.builder("market").wireContract());
    }
}
