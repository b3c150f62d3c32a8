package dev.understudy.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import dev.understudy.integration.offenders.actor.PicksOutOfTheAir;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Each rule of the house refuses the class that was written to break it, and no other.
final class HouseRulesTest {

    private static final String ROOT = "dev.understudy.integration.offenders";
    private static final Rooms ROOMS = Rooms.under(ROOT);
    private static final HouseRules RULES = new HouseRules(ROOMS, List.of());
    private static final JavaClasses OFFENDERS = new ClassFileImporter().importPackages(ROOT);

    @Test
    void roomThatUsesOneAboveIsRefused() {
        assertThat(refusals(RULES.roomUsesOnlyThoseItMay(room("actor"))))
                .isNotEmpty()
                .allMatch(
                        line -> line.contains("actor.UsesARoomAbove") && line.contains("serialization.UsesARoomBelow"));
    }

    @Test
    void roomThatUsesOneBelowIsFine() {
        assertThat(refusals(RULES.roomUsesOnlyThoseItMay(room("serialization"))))
                .isEmpty();
    }

    @Test
    void mapThatPutsARoomBeforeOneItUsesIsRefused() {
        assertThatThrownBy(() -> new Rooms(ROOT, List.of(new Rooms.Room("actor", List.of("cluster")))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cluster");
    }

    @Test
    void classOutsideTheRoomsIsRefused() {
        assertThat(refusals(RULES.everyClassStandsInARoom()))
                .isNotEmpty()
                .allMatch(line -> line.startsWith(ROOT + ".attic."));
    }

    @Test
    void circleOfPackagesIsRefused() {
        assertThat(refusals(RULES.packagesFormNoCircle()))
                .anyMatch(line -> line.contains("Slice sharding.ownership"))
                .anyMatch(line -> line.contains("Slice serialization"))
                .noneMatch(line -> line.contains("Slice node"));
    }

    @Test
    void jGroupsOutsideClusterIsRefused() {
        assertThat(refusals(RULES.onlyOneRoomUses("JGroups", "org.jgroups..", "cluster")))
                .isNotEmpty()
                .allMatch(line -> line.contains("sharding.Circle"));
    }

    @Test
    void kryoOutsideSerializationIsRefused() {
        assertThat(refusals(RULES.onlyOneRoomUses("Kryo", "com.esotericsoftware..", "serialization")))
                .isNotEmpty()
                .allMatch(line -> line.contains("actor.UsesARoomAbove"));
    }

    @Test
    void fileInTheOwnershipProtocolIsRefused() {
        assertThat(refusals(RULES.ownershipIsPure()))
                .isNotEmpty()
                .allMatch(line -> line.contains("ownership.Impure"))
                .anyMatch(line -> line.contains("java.nio.file.Path"));
    }

    @Test
    void exampleThatUsesInternalsIsRefused() {
        assertThat(refusals(RULES.examplesUseNoInternals()))
                .isNotEmpty()
                .allMatch(line -> line.contains("examples.Nosy"));
    }

    @Test
    void packageThatSaysNothingOfNullsIsRefused() {
        assertThat(refusals(RULES.packagesAreNullMarked()))
                .containsExactly(ROOT + ".cluster lacks a package-info with @NullMarked");
    }

    static Stream<JavaMethod> waysToPickOutOfTheAir() {
        return OFFENDERS.get(PicksOutOfTheAir.class).getMethods().stream()
                .filter(method -> !method.getName().contains("lambda$"));
    }

    @ParameterizedTest
    @MethodSource("waysToPickOutOfTheAir")
    void everyWayToPickOutOfTheAirIsRefusedByTheRuleItIsNamedFor(JavaMethod way) {
        assertThat(Arrays.stream(Ambient.values())
                        .filter(use -> way.getAccessesFromSelf().stream().anyMatch(use::isReachedBy))
                        .map(use -> use.name().toLowerCase(Locale.ROOT)))
                .containsExactly(way.getName().substring(0, way.getName().indexOf("By")));
    }

    @ParameterizedTest
    @EnumSource
    void onlyTheClassThatPicksOutOfTheAirIsRefused(Ambient use) {
        assertThat(refusals(RULES.onlySanctionedPlacesUse(use)))
                .isNotEmpty()
                .allMatch(line -> line.contains("actor.PicksOutOfTheAir"));
    }

    @ParameterizedTest
    @EnumSource
    void sanctionedClassIsFine(Ambient use) {
        var sanction = new Sanction(PicksOutOfTheAir.class.getName(), use, "the test wants it");
        var rules = new HouseRules(ROOMS, List.of(sanction));

        assertThat(refusals(rules.onlySanctionedPlacesUse(use))).isEmpty();
        assertThat(rules.unusedSanctions(OFFENDERS)).isEmpty();
    }

    @Test
    void sanctionForOneUseIsNoneForAnother() {
        var sanction = new Sanction(PicksOutOfTheAir.class.getName(), Ambient.CLOCK, "the test wants it");
        var rules = new HouseRules(ROOMS, List.of(sanction));

        assertThat(refusals(rules.onlySanctionedPlacesUse(Ambient.RANDOM))).isNotEmpty();
    }

    @Test
    void sanctionThatNobodyNeedsIsFound() {
        var idle = new Sanction(ROOT + ".testkit..", Ambient.CLOCK, "once needed");

        assertThat(new HouseRules(ROOMS, List.of(idle)).unusedSanctions(OFFENDERS))
                .containsExactly(idle);
    }

    @Test
    void sanctionWithoutAReasonIsRefused() {
        assertThatThrownBy(() -> new Sanction(ROOT + ".testkit..", Ambient.CLOCK, " "))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("reason");
    }

    private static Rooms.Room room(String name) {
        return ROOMS.rooms().stream()
                .filter(room -> room.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> refusals(ArchRule rule) {
        return rule.evaluate(OFFENDERS).getFailureReport().getDetails();
    }
}
