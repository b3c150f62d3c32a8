package dev.understudy.testkit.simulation;

import dev.understudy.sharding.ownership.AuthorityKind;
import dev.understudy.sharding.ownership.Configuration;
import dev.understudy.sharding.ownership.Input;
import dev.understudy.sharding.ownership.ShardState;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;

/// What must become of a grid once nothing disturbs it: every shard that can be served is served.
final class Liveness {
    private static final long MILLI = SimulatedWorld.MILLI;
    private static final long LIVENESS = 2_500 * MILLI;

    private final SimulatedWorld world;
    private final Director director;

    Liveness(SimulatedWorld world, Director director) {
        this.world = world;
        this.director = director;
    }

    /// When faults have stopped, every shard that can be served is served within a bound. What is beyond
    /// healing is left out: a majority of voters that is gone for good, and shards of which no copy is left
    /// (which an operator then forces). A schedule that leaves a fault in place promises nothing.
    void judge() {
        boolean disturbed = !world.network().isWhole()
                || world.nodes().stream()
                        .anyMatch(node -> world.now() < Math.max(node.frozenUntil(), node.unpluggedUntil));
        if (world.judge().violation().isPresent() || disturbed) {
            return;
        }
        var newest = newestAlive();
        if (newest.isEmpty() || !canDecide(newest.get())) {
            return;
        }
        world.nodes().stream().mapToLong(node -> node.catchesUpUntil).max().ifPresent(world::runUntil);
        long until = world.now() + LIVENESS;
        while (world.now() < until && world.judge().violation().isEmpty()) {
            var member = world.nodes().stream()
                    .filter(node -> node.process != null && node.process.isMember())
                    .findFirst();
            var configuration = newestAlive().orElseThrow();
            if (!canDecide(configuration)) {
                return; // chosen while its voters were alive, and known only now
            }
            boolean served = true;
            for (int s = 0; s < world.scenario().shards(); s++) {
                int shard = s;
                var row = configuration.table().of(s);
                if (row.owner() == null && row.inSync().stream().noneMatch(world::isAlive)) {
                    world.callers().toldOfLoss();
                    world.nodes().stream()
                            .filter(SimulatedNode::isUp)
                            .forEach(node -> world.input(node, now -> new Input.Force(now, shard)));
                }
                served &= world.nodes().stream()
                        .anyMatch(node -> node.process != null && node.process.state(shard) == ShardState.ACTIVE);
            }
            if (served && member.isPresent()) {
                world.observer().watch(director.nextOp());
                for (int s = 0; s < world.scenario().shards(); s++) {
                    director.command(Action.of(0, "ask", member.get().name, s));
                }
                world.runUntil(world.now() + 400 * MILLI);
                if (world.observer().watched() >= world.scenario().shards()) {
                    while (world.judge().hasOpenTells()
                            && world.now() < until
                            && world.judge().violation().isEmpty()) {
                        world.runUntil(world.now() + 40 * MILLI);
                    }
                    world.judge().nothingForgotten();
                    return;
                }
                continue;
            }
            world.runUntil(world.now() + 40 * MILLI);
        }
        if (world.judge().violation().isEmpty()) {
            world.judge()
                    .violated(
                            "liveness",
                            "not every shard answers within " + LIVENESS / MILLI + " ms of the last fault: "
                                    + world.judge()
                                            .newest()
                                            .map(Object::toString)
                                            .orElse("no grid"));
        }
    }

    /// The newest configuration that a running process knows: one that only the dead knew does not help.
    private Optional<Configuration> newestAlive() {
        return world.nodes().stream()
                .map(node -> node.process)
                .filter(Objects::nonNull)
                .flatMap(process -> process.configuration().stream())
                .max(Comparator.comparingLong(Configuration::epoch));
    }

    private boolean canDecide(Configuration configuration) {
        long alive = configuration.voters().stream().filter(world::isAlive).count();
        if (world.scenario().authority() == AuthorityKind.STORE) {
            return alive > 0;
        }
        return alive >= configuration.majority();
    }
}
