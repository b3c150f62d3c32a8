package dev.understudy.serialization;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The checked-in `wire-contract.txt` of a module, compared with what its code sends. Call it from a test:
///
/// ```java
/// @Test
/// void wireContractIsKept() {
///     WireContractFile.at(Path.of("wire-contract.txt")).check(Bank.registry().contract());
/// }
/// ```
///
/// Journals keep bytes for years and rolling upgrades mix versions, so a change must be meant. The test fails on
/// any difference and says what it would do to bytes and nodes that exist. To accept it, run the build once with
/// `-Dunderstudy.contract.update=true`, or `=breaking` if something existing is cut off, and commit the file with
/// the code. What was removed stays in the file, marked so, lest its name comes back with another meaning.
public final class WireContractFile {

    /// The system property that lets [#check] write the file: `true` or `breaking`.
    public static final String UPDATE_PROPERTY = "understudy.contract.update";

    private static final String HEADER = """
            # The wire contract: every type that this module sends or stores, as other nodes and journals know it.
            # Written by the build and compared at every build. To change it on purpose, change the code and run the
            # tests once with -D%s=true (=breaking, where the failure says so).
            # record <wire name> v<version> id <id>, then: <component> <id> <type>

            """.formatted(UPDATE_PROPERTY);

    private final Path path;

    private WireContractFile(Path path) {
        this.path = path;
    }

    /// The contract in this file. Maven runs tests in the module's directory, so a bare name stands beside its
    /// pom.
    public static WireContractFile at(Path path) {
        return new WireContractFile(path);
    }

    /// Compares, and where the system property [#UPDATE_PROPERTY] allows it, writes.
    ///
    /// @throws WireContractChangedException if they differ and that was not allowed
    public void check(WireContract contract) {
        check(contract, System.getProperty(UPDATE_PROPERTY, "false"));
    }

    /// Compares, and writes if `update` is `true` or, for breaking changes too, `breaking`.
    void check(WireContract contract, String update) {
        boolean mayBreak = update.equals("breaking");
        boolean mayWrite = mayBreak || update.equals("true");
        if (!Files.exists(path)) {
            if (!mayWrite) {
                throw WireContractChangedException.missing(path);
            }
            write(contract);
            return;
        }
        var recorded = read();
        var expected = contract.keeping(recorded);
        if (expected.equals(recorded)) {
            return;
        }
        var changes = contract.changesSince(recorded);
        boolean breaks = changes.stream().anyMatch(ContractChange::isBreaking);
        if (breaks ? !mayBreak : !mayWrite) {
            throw WireContractChangedException.changed(path, changes);
        }
        write(expected);
    }

    /// The contract that the file holds.
    ///
    /// @throws IllegalArgumentException naming the first line that is not understood
    /// @throws UncheckedIOException if it cannot be read
    public WireContract read() {
        try {
            return WireContract.parse(Files.readString(path));
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + path, e);
        }
    }

    private void write(WireContract contract) {
        try {
            var parent = path.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.writeString(path, HEADER + contract.text());
        } catch (IOException e) {
            throw new UncheckedIOException("writing " + path, e);
        }
    }
}
