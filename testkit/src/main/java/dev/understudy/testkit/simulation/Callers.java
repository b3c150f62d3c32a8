package dev.understudy.testkit.simulation;

import dev.understudy.sharding.ownership.AskOutcome;
import dev.understudy.sharding.ownership.ShardState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Writes down what the clients of a simulated grid see. Unlike the [Judge] it knows nothing of what happens inside.
final class Callers {
    private final Map<Integer, Story.Command> commands = new LinkedHashMap<>();
    private boolean isTold;

    void began(Op op, int shard, String lane) {
        commands.put(
                op.id(),
                new Story.Command(
                        op.id(), shard, lane, op.read(), op.ask(), op.sentAt(), Story.NEVER, Story.End.OPEN, 0));
    }

    void ended(Op op, AskOutcome outcome, long now) {
        commands.computeIfPresent(op.id(), (_, command) -> switch (outcome) {
            case AskOutcome.Answered(Reply(int applied, long _)) -> command.ended(Story.End.ANSWERED, applied, now);
            case AskOutcome.Unavailable _ -> command.ended(Story.End.REFUSED, 0, now);
            default -> command;
        });
    }

    /// An operator gives up what a shard had held.
    void toldOfLoss() {
        isTold = true;
    }

    Story story(SimulatedWorld world) {
        Map<Integer, List<Integer>> held = new HashMap<>();
        for (int shard = 0; shard < world.scenario().shards(); shard++) {
            int wanted = shard;
            held(world, shard).ifPresent(ops -> held.put(wanted, List.copyOf(ops)));
        }
        return new Story(new ArrayList<>(commands.values()), held, isTold, world.now());
    }

    /// What the entities of a shard have applied, where they are served.
    private static Optional<List<Integer>> held(SimulatedWorld world, int shard) {
        return world.nodes().stream()
                .filter(node -> node.process != null && node.process.state(shard) == ShardState.ACTIVE)
                .flatMap(node -> node.applied.entrySet().stream())
                .filter(activation -> activation.getKey().shard() == shard)
                .max(Comparator.comparingLong(activation -> activation.getKey().ownerEpoch()))
                .map(Map.Entry::getValue);
    }
}
