package dev.understudy.examples.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.examples.FreePorts;
import dev.understudy.examples.Printed;
import dev.understudy.serialization.WireContractFile;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SearchTest {
    @Test
    void theIndexerLivesOnWhereItsNodeLeaves() {
        var ports = FreePorts.forNodes(
                3, new SplittableRandom(ProcessHandle.current().pid()));

        var printed = Printed.by(() -> Search.main(ports));

        assertThat(printed)
                .contains("ghost is known on one")
                .contains("ghost is known on two")
                .contains("ghost is counted on ");
    }

    @Test
    void theWireContractIsKept() {
        WireContractFile.at(Path.of("search-wire-contract.txt"))
                .check(Search.worker("search").wireContract());
    }
}
