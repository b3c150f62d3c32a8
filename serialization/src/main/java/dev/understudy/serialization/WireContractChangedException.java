package dev.understudy.serialization;

import dev.understudy.actor.UnderstudyException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// The code and the checked-in `wire-contract.txt` differ. The message lists the changes and says how to accept
/// them.
public final class WireContractChangedException extends UnderstudyException {

    private final List<ContractChange> changes;

    private WireContractChangedException(String message, List<ContractChange> changes) {
        super(message);
        this.changes = changes;
    }

    static WireContractChangedException missing(Path path) {
        return new WireContractChangedException(
                "there is no " + path.toAbsolutePath() + " yet; let the build write it with -D"
                        + WireContractFile.UPDATE_PROPERTY + "=true and commit it",
                List.of());
    }

    static WireContractChangedException changed(Path path, List<ContractChange> changes) {
        boolean breaking = changes.stream().anyMatch(ContractChange::isBreaking);
        return new WireContractChangedException(
                path + " does not say what the code sends (! cuts off bytes or nodes that exist):\n"
                        + changes.stream().map(ContractChange::toString).collect(Collectors.joining("\n"))
                        + "\nIf that is meant, run the tests once with -D" + WireContractFile.UPDATE_PROPERTY + "="
                        + (breaking ? "breaking" : "true") + " and commit the file",
                changes);
    }

    /// What changed, breaking changes first; empty if there was no file.
    public List<ContractChange> changes() {
        return changes;
    }
}
