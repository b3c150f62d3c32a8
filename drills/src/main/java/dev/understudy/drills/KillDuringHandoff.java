package dev.understudy.drills;

import static java.time.Duration.ofSeconds;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Kills a node while a shard is being handed off: the one that leaves and hands over, or one that takes over. The
/// seed draws which, and how often the phase is seen before the blow.
///
/// ```
///   leaver:  ACTIVE ─► DRAINING ─► HANDED        taker:  BACKUP ─► TAKEOVER ─► WAIT_LEASE ─► ACTIVE
///                      └─ struck here ──┘                          └─ struck here ──┘
/// ```
final class KillDuringHandoff implements Drill {
    private static final Set<String> HANDING_OVER = Set.of("DRAINING", "HANDED");
    private static final Set<String> TAKING_OVER = Set.of("TAKEOVER", "WAIT_LEASE");

    /// A kill that comes longer after the look may meet another state.
    private static final Duration FRESH = Duration.ofMillis(20);

    /// How long to look on when the leaver owns nothing any more.
    private static final Duration AFTERMATH = Duration.ofMillis(500);

    private static final Duration PATIENCE = ofSeconds(10);
    private static final int MOST_SIGHTS = 3;

    /// With fewer nodes no majority is left when the one that leaves and one that takes over are gone.
    private static final int LEAST_NODES_FOR_A_TAKER = 5;

    /// A shard that was seen in the phase.
    ///
    /// @param lookedNanos when the node was asked
    private record Sight(String node, ShardPhase shard, int inMotion, long lookedNanos) {}

    @Override
    public String name() {
        return "kill-during-handoff";
    }

    @Override
    public String summary() {
        return "kill -9 a node while it hands a shard over, or takes one over";
    }

    @Override
    public Needs needs() {
        return Needs.STANDARD.withNodes(3, LEAST_NODES_FOR_A_TAKER);
    }

    @Override
    public void strike(Stage stage) {
        Grid grid = stage.grid();
        String leaver = stage.ownerOfBusy();
        List<String> others = new ArrayList<>(grid.nodes());
        others.remove(leaver);
        boolean isTaker =
                grid.nodes().size() >= LEAST_NODES_FOR_A_TAKER && stage.random().nextBoolean();
        int sights = stage.random().nextInt(1, MOST_SIGHTS + 1);
        Map<String, Set<Integer>> owned = new HashMap<>();
        grid.nodes().forEach(node -> owned.put(node, stage.ownedBy(List.of(node))));

        // Not for the first time when it counts: that would take longer than the phase.
        grid.nodes().forEach(grid::shardsInMotion);

        grid.beginLeave(leaver);
        Set<String> states = isTaker ? TAKING_OVER : HANDING_OVER;
        Optional<Sight> seen = look(stage, leaver, isTaker ? others : List.of(leaver), states, sights);

        String victim = seen.map(Sight::node).orElse(leaver);
        Set<Integer> affected = new HashSet<>(owned.getOrDefault(leaver, Set.of()));
        affected.addAll(owned.getOrDefault(victim, Set.of()));
        Strike strike = stage.aim(FaultKind.KILL, List.of(victim), affected);
        seen.ifPresentOrElse(
                sight -> kill(stage, leaver, sight, strike),
                () -> strike.doubt("%s left, and no shard was seen in one of the states %s"
                        .formatted(leaver, new TreeSet<>(states))));
        if (!victim.equals(leaver) || seen.isEmpty()) {
            strike.end(() -> grid.awaitLeft(leaver));
        }
    }

    /// Looks at the nodes in turn until the phase was seen so often, or is certainly over.
    private static Optional<Sight> look(
            Stage stage, String leaver, List<String> suspects, Set<String> states, int sights) {
        long giveUp = System.nanoTime() + PATIENCE.toNanos();
        boolean hasLeft = false;
        int count = 0;
        while (System.nanoTime() - giveUp < 0) {
            for (String node : suspects) {
                long looked = System.nanoTime();
                List<ShardPhase> inPhase = stage.grid().shardsInMotion(node).stream()
                        .filter(shard -> states.contains(shard.state()))
                        .toList();
                boolean isFresh = System.nanoTime() - looked < FRESH.toNanos(); // else a second look is worth more
                if (!inPhase.isEmpty() && isFresh && ++count >= sights) {
                    ShardPhase shard = inPhase.get(stage.random().nextInt(inPhase.size()));
                    return Optional.of(new Sight(node, shard, inPhase.size(), looked));
                }
            }
            if (!hasLeft && stage.ownedBy(List.of(leaver)).isEmpty()) {
                hasLeft = true;
                giveUp = System.nanoTime() + AFTERMATH.toNanos();
            }
        }
        return Optional.empty();
    }

    private static void kill(Stage stage, String leaver, Sight sight, Strike strike) {
        long blow = System.nanoTime();
        strike.hit(() -> stage.grid().kill(List.of(sight.node())));
        Duration age = Duration.ofNanos(blow - sight.lookedNanos());
        strike.evidence("shard %d of %s was %s (owner epoch %d, %d such) %.1f ms before %s was killed while %s left"
                .formatted(
                        sight.shard().shard(),
                        sight.node(),
                        sight.shard().state(),
                        sight.shard().ownerEpoch(),
                        sight.inMotion(),
                        age.toNanos() / 1e6,
                        sight.node().equals(leaver) ? "it" : sight.node(),
                        leaver));
        if (age.compareTo(FRESH) > 0) {
            strike.doubt("%s was killed %d ms after the look at its shards".formatted(sight.node(), age.toMillis()));
        }
    }
}
