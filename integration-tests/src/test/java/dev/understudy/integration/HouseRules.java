package dev.understudy.integration;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.onlyDependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/// What holds in every room, as rules that a class file can break.
///
/// Rules and rooms are apart from the test that applies them so that each rule can be tried on a class which breaks it:
/// a rule that nothing can break protects nothing.
final class HouseRules {

    private final Rooms rooms;
    private final List<Sanction> sanctions;

    HouseRules(Rooms rooms, List<Sanction> sanctions) {
        this.rooms = rooms;
        this.sanctions = List.copyOf(sanctions);
    }

    /// A class of a room uses only its own room and those that the room may use.
    ArchRule roomUsesOnlyThoseItMay(Rooms.Room room) {
        var within = Stream.concat(Stream.of(room.name()), room.mayUse().stream())
                .map(rooms::pattern)
                .toArray(String[]::new);
        return classes()
                .that(resideInAPackage(rooms.pattern(room.name())))
                .should(onlyDependOnClassesThat(
                        resideOutsideOfPackage(rooms.root() + "..").or(resideInAnyPackage(within))))
                .as("room '" + room.name() + "' may only use " + room.mayUse());
    }

    /// No class stands in a room that the map doesn't show.
    ArchRule everyClassStandsInARoom() {
        return classes()
                .that(resideInAPackage(rooms.root() + ".."))
                .should(new ArchCondition<>("stand in a room of the map") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        events.add(new SimpleConditionEvent(
                                type,
                                rooms.roomOf(type).isPresent(),
                                type.getName() + " stands in none of the rooms " + names()));
                    }
                });
    }

    /// Packages don't use each other in circles, those of one room included. An `internal` package counts as a part of
    /// the
    /// one it stands in: it is the half that is not for users.
    ArchRule packagesFormNoCircle() {
        return slices().assignedFrom(new SliceAssignment() {
                    @Override
                    public SliceIdentifier getIdentifierOf(JavaClass type) {
                        var name = type.getPackageName();
                        return name.startsWith(rooms.root() + ".")
                                ? SliceIdentifier.of(name.substring(rooms.root().length() + 1)
                                        .replaceFirst("\\.internal$", ""))
                                : SliceIdentifier.ignore();
                    }

                    @Override
                    public String getDescription() {
                        return "packages of " + rooms.root();
                    }
                })
                .should()
                .beFreeOfCycles();
    }

    /// A library is imported by one room only, so that it can be replaced there.
    ArchRule onlyOneRoomUses(String library, String itsPackages, String room) {
        return noClasses()
                .that(resideInAPackage(rooms.root() + "..").and(resideOutsideOfPackage(rooms.pattern(room))))
                .should()
                .dependOnClassesThat(resideInAPackage(itsPackages))
                .as("only room '" + room + "' may use " + library);
    }

    /// The ownership protocol is arithmetic on immutable values: nothing in it can wait, log, or touch a file or
    /// socket.
    ArchRule ownershipIsPure() {
        return classes()
                .that(resideInAPackage(rooms.root() + ".sharding.ownership.."))
                .should(onlyDependOnClassesThat(resideInAnyPackage(
                        rooms.root() + ".sharding.ownership..",
                        "java.lang",
                        "java.lang.annotation..",
                        "java.lang.invoke..",
                        "java.lang.runtime..",
                        "java.math..",
                        "java.nio",
                        "java.nio.charset..",
                        "java.time..",
                        "java.util",
                        "java.util.function..",
                        "java.util.random..",
                        "java.util.stream..",
                        "net.openhft.hashing..",
                        "com.google.errorprone.annotations..",
                        "org.jspecify.annotations..")))
                .as("the ownership protocol is pure: no threads, logging, files or sockets");
    }

    /// Applications can do without what is public only for our own rooms.
    ArchRule examplesUseNoInternals() {
        return noClasses()
                .that(resideInAPackage(rooms.pattern("examples")))
                .should()
                .dependOnClassesThat(resideInAPackage(rooms.root() + "..internal.."))
                .as("examples use the public API only");
    }

    /// Every package says in its package-info that nulls are marked.
    ArchRule packagesAreNullMarked() {
        return classes()
                .that(resideInAPackage(rooms.root() + ".."))
                .should(new ArchCondition<>("stand in a package with a package-info that is @NullMarked") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        var marked = type.getPackage()
                                .tryGetPackageInfo()
                                .filter(info -> info.isAnnotatedWith(NullMarked.class))
                                .isPresent();
                        events.add(new SimpleConditionEvent(
                                type, marked, type.getPackageName() + " lacks a package-info with @NullMarked"));
                    }
                });
    }

    /// Only the sanctioned places pick something out of the air.
    ArchRule onlySanctionedPlacesUse(Ambient use) {
        return noClasses()
                .that(resideInAPackage(rooms.root() + ".."))
                .and(not(new DescribedPredicate<JavaClass>("sanctioned") {
                    @Override
                    public boolean test(JavaClass type) {
                        return sanctions.stream().anyMatch(sanction -> sanction.covers(type, use));
                    }
                }))
                .should(new ArchCondition<>(use.advice()) {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        for (JavaAccess<?> access : type.getAccessesFromSelf()) {
                            events.add(
                                    new SimpleConditionEvent(access, use.isReachedBy(access), access.getDescription()));
                        }
                    }
                });
    }

    /// The sanctions that no class needs, which should go.
    List<Sanction> unusedSanctions(JavaClasses classes) {
        return sanctions.stream()
                .filter(sanction -> classes.stream()
                        .filter(type -> sanction.covers(type, sanction.use()))
                        .flatMap(type -> type.getAccessesFromSelf().stream())
                        .noneMatch(sanction.use()::isReachedBy))
                .toList();
    }

    private List<String> names() {
        return rooms.rooms().stream().map(Rooms.Room::name).toList();
    }
}
