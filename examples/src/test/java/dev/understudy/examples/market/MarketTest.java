package dev.understudy.examples.market;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.examples.FreePorts;
import dev.understudy.examples.Printed;
import dev.understudy.serialization.WireContractFile;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MarketTest {
    @Test
    void theExchangeHearsWhatTheOfficeSaw() {
        var ports = FreePorts.forNodes(
                2, new SplittableRandom(ProcessHandle.current().pid()));

        var printed = Printed.by(() -> Market.main(ports));

        assertThat(printed).contains("the office saw Price[share=ABC, cents=1");
    }

    @Test
    void theWireContractIsKept() {
        WireContractFile.at(Path.of("market-wire-contract.txt"))
                .check(Market.builder("market").wireContract());
    }
}
