package dev.understudy.integration;

import static dev.understudy.integration.Ambient.CLOCK;
import static dev.understudy.integration.Ambient.RANDOM;
import static dev.understudy.integration.Ambient.THREAD;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// The class files of all rooms keep the rules of the house. What each rule refuses is tried in `HouseRulesTest`.
final class ArchitectureTest {

    private static final String ACTOR = "dev.understudy.actor.";
    private static final String CLUSTER = "dev.understudy.cluster.";
    private static final String SHARDING = "dev.understudy.sharding.";
    private static final String NODE = "dev.understudy.node.";
    private static final String EXAMPLES = "dev.understudy.examples.";
    private static final String SIMULATION = "dev.understudy.testkit.simulation.";
    private static final String DRILLS = "dev.understudy.drills..";
    private static final String BENCHMARKS = "dev.understudy.benchmarks..";

    private static final Rooms ROOMS = Rooms.under("dev.understudy");

    /// Everyone who may pick something out of the air, and why. A new line here is a decision: prefer a parameter.
    private static final List<Sanction> SANCTIONS = List.of(
            new Sanction(
                    ACTOR + "SystemTimeSource", CLOCK, "the real one of the clocks that an actor system can run on"),
            new Sanction(ACTOR + "SystemTimeSource", THREAD, "somebody has to wake up when an alarm is due"),
            new Sanction(
                    ACTOR + "internal.AskPromise", CLOCK, "bounds a spin of microseconds on the asker's own thread"),
            new Sanction(ACTOR + "ActorSystem", RANDOM, "the default of its builder, which takes a seeded one"),
            new Sanction(ACTOR + "Worker", THREAD, "is a thread: the workers on which actors run"),
            new Sanction(ACTOR + "RunQueue", THREAD, "is the lower half of a worker"),
            new Sanction(ACTOR + "WorkerPool", THREAD, "makes the workers"),
            new Sanction(ACTOR + "StallWatchdog", CLOCK, "measures how long a real worker has been away"),
            new Sanction(ACTOR + "StallWatchdog", THREAD, "cannot be run by the workers that it watches"),
            new Sanction(ACTOR + "VirtualThreads", THREAD, "makes the threads of blocking actors"),
            new Sanction(
                    "dev.understudy.node.NodeStart",
                    CLOCK,
                    "hands the wall clock on, for people who read of failovers"),
            new Sanction(
                    CLUSTER + "jgroups.ControlLoop", CLOCK, "hands it to the writers, who weigh microseconds of quiet"),
            new Sanction(CLUSTER + "jgroups.Threads", THREAD, "the one place where the transport makes its threads"),
            new Sanction(
                    SHARDING + "TurnAudit",
                    CLOCK,
                    "notes turns by the one clock that all processes of a machine share"),
            new Sanction(NODE + "NodeThreads", THREAD, "the one place where a node makes its own threads"),
            new Sanction(NODE + "NodeStart", RANDOM, "an incarnation must differ from all others, so it is not seeded"),
            new Sanction(
                    EXAMPLES + "bank.BankNode", THREAD, "a process that leaves when it is told to end needs a hook"),
            new Sanction(SIMULATION + "Campaign", THREAD, "runs seeds side by side; each run has but one thread"),
            new Sanction(SIMULATION + "SimulationCommand", CLOCK, "tells its user how many seeds a second it ran"),
            new Sanction(DRILLS, THREAD, "its load and its watch run beside the grid, in a process of their own"),
            new Sanction(DRILLS, CLOCK, "judges other processes from outside, by the clock that their clients see"),
            new Sanction(BENCHMARKS, CLOCK, "measures how long real work takes"));

    private static final HouseRules RULES = new HouseRules(ROOMS, SANCTIONS);

    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(location -> !location.contains("/jmh_generated/")) // written by a tool, not by us
            .importPackages(ROOMS.root());

    static List<Rooms.Room> rooms() {
        return ROOMS.rooms();
    }

    @ParameterizedTest
    @MethodSource("rooms")
    void everyRoomIsSeenByTheseTests(Rooms.Room room) {
        assertThat(HOUSE).anyMatch(type -> ROOMS.roomOf(type).equals(Optional.of(room)));
    }

    @ParameterizedTest
    @MethodSource("rooms")
    void roomUsesOnlyThoseItMay(Rooms.Room room) {
        RULES.roomUsesOnlyThoseItMay(room).check(HOUSE);
    }

    @Test
    void everyClassStandsInARoom() {
        RULES.everyClassStandsInARoom().check(HOUSE);
    }

    @Test
    void packagesFormNoCircle() {
        RULES.packagesFormNoCircle().check(HOUSE);
    }

    @Test
    void jGroupsStaysInCluster() {
        RULES.onlyOneRoomUses("JGroups", "org.jgroups..", "cluster").check(HOUSE);
    }

    @Test
    void kryoStaysInSerialization() {
        RULES.onlyOneRoomUses("Kryo", "com.esotericsoftware..", "serialization").check(HOUSE);
    }

    @Test
    void ownershipIsPure() {
        RULES.ownershipIsPure().check(HOUSE);
    }

    @Test
    void examplesUseNoInternals() {
        RULES.examplesUseNoInternals().check(HOUSE);
    }

    @Test
    void packagesAreNullMarked() {
        RULES.packagesAreNullMarked().check(HOUSE);
    }

    @ParameterizedTest
    @EnumSource
    void onlySanctionedPlacesUse(Ambient use) {
        RULES.onlySanctionedPlacesUse(use).check(HOUSE);
    }

    @Test
    void everySanctionIsNeeded() {
        assertThat(RULES.unusedSanctions(HOUSE)).isEmpty();
    }
}
