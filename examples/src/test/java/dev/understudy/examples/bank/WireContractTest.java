package dev.understudy.examples.bank;

import dev.understudy.serialization.WireContractFile;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// An application keeps its wire contract in a file, so that nobody changes it without noticing.
class WireContractTest {
    @Test
    void theWireContractIsKept() {
        WireContractFile.at(Path.of("wire-contract.txt"))
                .check(BankNode.builder().wireContract());
    }
}
