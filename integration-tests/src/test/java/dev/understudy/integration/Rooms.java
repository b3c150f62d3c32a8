package dev.understudy.integration;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaPackage;
import java.util.List;
import java.util.Optional;

/// The rooms of the house, lowest first, and whom each may use: the arrows of `docs/architecture.md` as data.
///
/// A room is the package `<root>.<name>` with all below it. The root is a parameter so that the rules can be tried on
/// rooms that break them.
///
/// @param root the package that holds the rooms
/// @param rooms the rooms, each after those that it may use
record Rooms(String root, List<Room> rooms) {

    /// One room.
    ///
    /// @param name the last part of its package
    /// @param mayUse names of the rooms that its classes may depend on
    record Room(String name, List<String> mayUse) {}

    Rooms {
        rooms = List.copyOf(rooms);
        for (int i = 0; i < rooms.size(); i++) {
            var below = rooms.subList(0, i).stream().map(Room::name).toList();
            if (!below.containsAll(rooms.get(i).mayUse())) {
                throw new IllegalArgumentException(rooms.get(i) + " may only use rooms listed before it: " + below);
            }
        }
    }

    /// The rooms of Understudy under another root package.
    static Rooms under(String root) {
        return new Rooms(
                root,
                List.of(
                        new Room("actor", List.of()),
                        new Room("cluster", List.of()),
                        new Room("serialization", List.of("actor")),
                        new Room("remoting", List.of("actor", "cluster", "serialization")),
                        new Room("persistence", List.of("actor", "serialization")),
                        new Room("sharding", List.of("actor", "cluster", "serialization", "remoting", "persistence")),
                        new Room(
                                "testkit",
                                List.of("actor", "cluster", "serialization", "remoting", "persistence", "sharding")),
                        new Room(
                                "node",
                                List.of("actor", "cluster", "serialization", "remoting", "persistence", "sharding")),
                        // What an application sees: it names one artifact, and that brings these packages.
                        new Room(
                                "examples",
                                List.of(
                                        "actor",
                                        "serialization",
                                        "persistence",
                                        "sharding",
                                        "cluster",
                                        "remoting",
                                        "node")),
                        new Room(
                                "drills",
                                List.of(
                                        "actor",
                                        "serialization",
                                        "persistence",
                                        "sharding",
                                        "cluster",
                                        "remoting",
                                        "node",
                                        "examples")),
                        new Room(
                                "benchmarks",
                                List.of(
                                        "actor",
                                        "serialization",
                                        "persistence",
                                        "sharding",
                                        "cluster",
                                        "remoting",
                                        "node",
                                        "examples",
                                        "drills"))));
    }

    /// The package pattern of a room: itself and all below it.
    String pattern(String room) {
        return root + "." + room + "..";
    }

    /// The room that a class stands in; empty for a class outside the house.
    Optional<Room> roomOf(JavaClass type) {
        return rooms.stream().filter(room -> isInside(type.getPackage(), room)).findFirst();
    }

    private boolean isInside(JavaPackage place, Room room) {
        var top = root + "." + room.name();
        return place.getName().equals(top) || place.getName().startsWith(top + ".");
    }
}
