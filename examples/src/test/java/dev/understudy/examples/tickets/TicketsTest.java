package dev.understudy.examples.tickets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.examples.FreePorts;
import dev.understudy.examples.Printed;
import dev.understudy.serialization.WireContractFile;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TicketsTest {
    @Test
    void theOfficeSellsOnWhereItsNodeLeaves() {
        var ports = FreePorts.forNodes(
                3, new SplittableRandom(~ProcessHandle.current().pid()));

        var printed = Printed.by(() -> Tickets.main(ports));

        assertThat(printed)
                .contains("bought at north: Ticket[number=1,", "bought at west: Ticket[number=3,")
                .containsPattern("has left; bought at \\w+: Ticket\\[number=5,");
    }

    @Test
    void theWireContractIsKept() {
        WireContractFile.at(Path.of("tickets-wire-contract.txt"))
                .check(Tickets.builder("tickets").wireContract());
    }
}
