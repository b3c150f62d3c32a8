package dev.understudy.serialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WireContractTest {

    @Test
    void theContractOfTheBankIsTheOneThatIsCheckedIn() {
        WireContractFile.at(Path.of("src/test/resources/bank-wire-contract.txt"))
                .check(Bank.registry().contract());
    }

    @Test
    void theTextNamesEverythingThatTravels() {
        assertThat(Bank.registry().contract().text())
                .startsWith("sealed bank.account\n    bank.account.close\n    bank.account.get-balance\n")
                .contains("""

                        record bank.account.withdraw v1 id 0045f99
                            cents 92ca long
                            replyTo 7726 actor-ref<bank.reply>
                        """)
                .contains("\nenum bank.grade v1 id ")
                .contains("    transfers ", " list<bank.account.transfer>\n");
    }

    @Test
    void theTextIsReadBack() {
        for (var contract : List.of(
                Bank.registry().contract(),
                FirstRelease.registry().contract(),
                ThirdRelease.registry()
                        .contract()
                        .keeping(FirstRelease.registry().contract()),
                registry(rules -> rules.alsoReads("a", "b", "c").formerly("x", "y"))
                        .contract())) {
            assertThat(WireContract.parse("# a comment\n\n" + contract.text())).isEqualTo(contract);
        }
    }

    @Test
    void aLineThatMakesNoSenseIsNamed() {
        assertThatThrownBy(() -> WireContract.parse("record a v1 id 0000000\n    x\nnonsense here\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("line 2 of the wire contract is not understood:     x");
    }

    record Thing(int a) {}

    private static MessageRegistry registry(java.util.function.Consumer<RecordRules<Thing>> rules) {
        return MessageRegistry.builder().record(Thing.class, rules).build();
    }

    @Test
    void theFingerprintChangesWithTheContractAndNotWithWhatWasRemoved() {
        var first = FirstRelease.registry().contract();
        var third = ThirdRelease.registry().contract();

        assertThat(first.fingerprint()).matches("[0-9a-f]{16}").isNotEqualTo(third.fingerprint());
        assertThat(FirstRelease.registry().contract().fingerprint()).isEqualTo(first.fingerprint());
        assertThat(third.keeping(first).fingerprint()).isEqualTo(third.fingerprint());
    }

    @Test
    void theSecondReleaseBreaksNothing() {
        var changes = SecondRelease.registry()
                .contract()
                .changesSince(FirstRelease.registry().contract());

        assertThat(changes).noneMatch(ContractChange::isBreaking);
        assertThat(changes)
                .map(ContractChange::what)
                .anySatisfy(
                        what -> assertThat(what)
                                .isEqualTo(
                                        "component cents was int, is long: old bytes are read, older nodes refuse what does not fit"));
        assertThat(changes)
                .map(ContractChange::what)
                .anySatisfy(
                        what -> assertThat(what)
                                .matches(
                                        "component tags [0-9a-f]{4} list<string> added: older nodes skip it, old bytes give its default"));
        // limitCents was renamed in Java and kept its name on the wire
        assertThat(changes).map(ContractChange::toString).noneMatch(change -> change.contains("limit added"));
    }

    @Test
    void aRaisedVersionCutsOffOlderNodes() {
        var changes = ThirdRelease.registry()
                .contract()
                .changesSince(SecondRelease.registry().contract());

        assertThat(changes)
                .filteredOn(ContractChange::isBreaking)
                .map(ContractChange::toString)
                .containsExactly(
                        "! corpus.event.closed: version raised from 1 to 2: older nodes refuse it from now on");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "int | int | true",
                "int | long | true",
                "long | int | false",
                "byte | double | true",
                "float | double | true",
                "double | long | false",
                "char | int | true",
                "int | char | false",
                "int | int? | true",
                "int? | int | false",
                "boolean | boolean? | true",
                "boolean? | boolean | false",
                "int | optional<int?> | true",
                "optional<int?> | int | false",
                "optional<string> | string | true",
                "string | optional<string> | true",
                "string | int | false",
                "list<int?> | set<long?> | true",
                "list<string> | array<string> | true",
                "list<string> | list<int?> | false",
                "map<string,list<int?>> | sorted-map<string,list<long?>> | true",
                "map<string,int?> | map<string,string> | false",
                "map<list<map<int?,int?>>,int?> | map<list<map<int?,long?>>,int?> | true",
                "list<string> | map<string,string> | false",
                "actor-ref<bank.reply> | actor-ref<bank.answer> | true",
                "actor-ref | actor-ref<bank.answer> | true",
                "bank.transfer | bank.command | false",
                "bytes | array<int> | false",
            })
    void aTypeReadsWhatFitsIntoIt(String before, String now, boolean reads) {
        assertThat(WireTypes.canRead(before, now)).isEqualTo(reads);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "record a v1 id 0;-x 0 int | record a v1 id 0 | false | component x 2d71 int removed",
                "record a v1 id 0 | record a v1 id 0;-x 0 int | false | component x 2d71 int added",
                "record a v1 id 0;-x 0 int | record a v1 id 0;-x 0 string | true | was int, is string: old bytes cannot be read",
                "record a v1 id 0;-x 0 int (removed) | record a v1 id 0;-x 0 long | false | is back",
                "record a v1 id 0;-x 0 int (removed) | record a v1 id 0;-x 0 string | true | call it something else",
                "record a v1 id 0;-x 0 int | record a v1 id 0;-y 0 int also: x | false | component x is now written as y",
                "record a v1 id 0;-x 0 int also: y | record a v1 id 0;-x 0 int | true | is not read from y any more",
                "record a v1 id 0;-x 0 int | record a v1 id 0;-x 0 int also: y | false | is read from y as well",
                "record a v1 id 0 | record b v1 id 0 | true | removed: bytes that hold it cannot be read any more",
                "record a v1 id 0 | record b v1 id 0 formerly: a | true | was called a: still read here",
                "record b v1 id 0 formerly: a | record b v1 id 0 | true | bytes called a are not read any more",
                "record a v1 id 0 | record a v2 id 0 | true | version raised from 1 to 2",
                "record a v1 id 0 (removed) | record a v1 id 0 | false | is back",
                "record a v1 id 0 | enum a v1 id 0 | true | was record, is enum",
                "enum a v1 id 0;-X | enum a v1 id 0 | true | constant X removed",
                "enum a v1 id 0 | enum a v1 id 0;-X | false | constant X added",
                "sealed a;-b | sealed a | false | member b left",
                "sealed a | sealed a;-b | false | member b added",
                "sealed a | record b v1 id 0 | false | the protocol is gone",
                "custom a v1 id 0 | custom a v2 id 0 | true | version raised",
            })
    void aChangeIsJudged(String before, String now, boolean breaking, String words) {
        var changes = contract(now).changesSince(contract(before));

        assertThat(changes).anySatisfy(change -> {
            assertThat(change.isBreaking()).isEqualTo(breaking);
            assertThat(change.what()).contains(words);
        });
    }

    @Test
    void nothingChangedMeansNoChanges() {
        var contract = ThirdRelease.registry().contract();

        assertThat(contract.changesSince(contract)).isEmpty();
    }

    @Test
    void aMissingFileIsWrittenOnlyOnPurpose(@TempDir Path directory) {
        var file = WireContractFile.at(directory.resolve("deep/wire-contract.txt"));
        var contract = Bank.registry().contract();

        assertThatThrownBy(() -> file.check(contract, "false"))
                .isInstanceOf(WireContractChangedException.class)
                .hasMessageContaining("-Dunderstudy.contract.update=true");

        file.check(contract, "true");
        assertThat(file.read()).isEqualTo(contract);
        file.check(contract, "false");
    }

    @Test
    void aChangeFailsUntilItIsMeant(@TempDir Path directory) throws Exception {
        var path = directory.resolve("wire-contract.txt");
        var file = WireContractFile.at(path);
        file.check(FirstRelease.registry().contract(), "true");
        var second = SecondRelease.registry().contract();
        var before = Files.readString(path);

        assertThatThrownBy(() -> file.check(second, "false"))
                .isInstanceOfSatisfying(
                        WireContractChangedException.class,
                        e -> assertThat(e.changes())
                                .isEqualTo(second.changesSince(
                                        FirstRelease.registry().contract())))
                .hasMessageContaining("corpus.event.paid: component cents was int, is long")
                .hasMessageContaining("-Dunderstudy.contract.update=true");
        assertThat(path).hasContent(before);

        file.check(second, "true");
        file.check(second, "false");
        assertThat(Files.readString(path)).startsWith("# The wire contract").contains("cents 92ca long");
    }

    @Test
    void aBreakingChangeTakesAnotherWord(@TempDir Path directory) {
        var file = WireContractFile.at(directory.resolve("wire-contract.txt"));
        file.check(SecondRelease.registry().contract(), "true");
        var third = ThirdRelease.registry().contract();

        assertThatThrownBy(() -> file.check(third, "true"))
                .isInstanceOf(WireContractChangedException.class)
                .hasMessageContaining("! corpus.event.closed: version raised from 1 to 2")
                .hasMessageContaining("-Dunderstudy.contract.update=breaking");

        file.check(third, "breaking");
        file.check(third, "false");
    }

    @Test
    void whatWasRemovedIsRemembered(@TempDir Path directory) throws Exception {
        var path = directory.resolve("wire-contract.txt");
        var file = WireContractFile.at(path);
        file.check(contract("record a v1 id 0;-x 0 int;-y 0 string"), "true");
        file.check(contract("record a v1 id 0;-y 0 string"), "true");
        file.check(contract("record b v1 id 0"), "breaking");

        assertThat(Files.readString(path))
                .contains("record a v1 id ca97811 (removed)\n    x 2d71 int (removed)\n    y a1fc string\n");
        assertThatThrownBy(() -> file.check(contract("record a v1 id 0;-x 0 string;-y 0 string"), "true"))
                .hasMessageContaining("component x was removed as int and is back as string");
    }

    record Maps(Map<String, Optional<Integer>> map) {}

    @Test
    void typesAreWrittenWithoutBlanks() {
        var contract =
                MessageRegistry.builder().register("maps", Maps.class).build().contract();

        assertThat(contract.text()).contains(" map<string,optional<int?>>\n");
    }

    /// A contract from lines that are separated by semicolons; a dash stands for the indent.
    private static WireContract contract(String lines) {
        return WireContract.parse(lines.replace(";-", "\n    ").replace(';', '\n'));
    }

    record Counted(int amount, String unit) {}

    record Weighed(long amount, List<String> unit) {}

    enum Kind {
        ONE
    }

    private static WireContract named(Class<?> type) {
        return MessageRegistry.builder().register("thing", type).build().contract();
    }

    @Test
    void whatIsMeantDifferentlyByOneNameIsAConflictAndAWiderNumberIsNone() {
        var counted = named(Counted.class);

        assertThat(counted.conflictsWith(named(Weighed.class)))
                .singleElement()
                .asString()
                .startsWith("thing v1: component unit is string here, list<string> there");
        assertThat(counted.conflictsWith(named(Kind.class))).containsExactly("thing v1 is record here, enum there");
    }

    @Test
    void whatOnlyOneSideKnowsIsNoConflict() {
        var both = MessageRegistry.builder()
                .register("thing", Counted.class)
                .register("kind", Kind.class)
                .build()
                .contract();

        assertThat(both.conflictsWith(named(Counted.class))).isEmpty();
        assertThat(named(Counted.class).conflictsWith(both)).isEmpty();
    }
}
