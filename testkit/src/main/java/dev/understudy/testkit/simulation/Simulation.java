package dev.understudy.testkit.simulation;

import dev.understudy.sharding.ownership.Rules;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One run of a whole grid in one thread: the same scenario and rules give the same run, step for step.
///
/// The protocol's times are shortened (a lease of 300 ms), so that a run of four seconds holds many of them.
/// [Director] documents the verbs of a schedule.
public final class Simulation {
    private static final long MILLI = SimulatedWorld.MILLI;

    private final SimulatedWorld world;
    private final Director director;

    /// A run to be.
    ///
    /// @param trace gets one line for each event, or null for none
    public Simulation(Scenario scenario, Rules rules, @Nullable Consumer<String> trace) {
        this.world = new SimulatedWorld(scenario, rules, trace);
        this.director = new Director(world);
    }

    /// What the run came through.
    public Coverage coverage() {
        return world.coverage();
    }

    /// Runs it to its end, or to the first violation.
    public Optional<Violation> run() {
        try {
            play();
        } catch (IllegalStateException bug) {
            world.judge().violated("bug", bug.getMessage() == null ? bug.toString() : bug.getMessage());
        }
        return world.judge().violation();
    }

    /// Runs it to its end whatever happens, and tells what was seen from outside; the judge has no say.
    ///
    /// @return empty if the protocol's own code found a contradiction, as it may where a rule is taken out
    public Optional<Story> story() {
        world.judge().overlook();
        try {
            play();
        } catch (IllegalStateException _) {
            return Optional.empty();
        }
        return Optional.of(world.callers().story(world));
    }

    private void play() {
        var scenario = world.scenario();
        for (int i = 0; i < scenario.start(); i++) {
            world.start(world.nodes().get(i));
        }
        for (var action : scenario.actions()) {
            world.runUntil(action.at() * MILLI);
            if (world.judge().violation().isPresent()) {
                return;
            }
            world.say("----", action);
            director.act(action);
        }
        if (scenario.length() > 0) {
            world.runUntil(scenario.length() * MILLI);
            new Liveness(world, director).judge();
        }
        balance();
    }

    /// Nothing that was told or asked has vanished from the ledger of its sender.
    private void balance() {
        for (var node : world.nodes()) {
            if (node.process != null && node.process.ledger().off() != 0) {
                world.judge().violated("ledger", node.name + " does not balance: " + node.process.ledger());
            }
        }
    }
}
