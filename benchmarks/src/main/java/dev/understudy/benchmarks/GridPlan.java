package dev.understudy.benchmarks;

import java.util.List;

/// How the processes of one sample stand to each other.
///
/// @param side who is measured
/// @param shape which processes there are
/// @param workers threads of the pools, where the side's setting does not say otherwise
/// @param basePort where their ports begin
record GridPlan(Side side, Shape shape, int workers, int basePort) {
    static final String HOST = "127.0.0.1";
    static final String CLUSTER = "bench";

    /// Which processes there are.
    enum Shape {
        /// This one, and one that holds the actors which are told and asked.
        PAIR(1, false),
        /// This one and two more; entities live on all three.
        TRIO(2, true),
        /// This one, which only asks, and three on which entities live, to be broken.
        TRIO_AND_CLIENT(3, false);

        /// How many processes are started.
        final int started;
        /// Whether entities live on this one too.
        final boolean driverHosts;

        Shape(int started, boolean driverHosts) {
            this.started = started;
            this.driverHosts = driverHosts;
        }
    }

    /// The number of this process; the others count from 0.
    int driver() {
        return shape.started;
    }

    /// How many processes entities live on.
    int hosts() {
        return shape.started + (shape.driverHosts ? 1 : 0);
    }

    boolean isHost(int process) {
        return process < hosts();
    }

    int processes() {
        return shape.started + 1;
    }

    int port(int process) {
        return basePort + process;
    }

    /// As arguments for a process of it.
    List<String> arguments() {
        return List.of(side.name(), shape.name(), Integer.toString(workers), Integer.toString(basePort));
    }

    static GridPlan parse(String... arguments) {
        return new GridPlan(
                Side.valueOf(arguments[0]),
                Shape.valueOf(arguments[1]),
                Integer.parseInt(arguments[2]),
                Integer.parseInt(arguments[3]));
    }
}
