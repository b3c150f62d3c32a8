package dev.understudy.drills;

import static java.time.Duration.ofSeconds;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Drops what passes between nodes in one direction only. The owner of busy entities is made mute (nobody hears it),
/// deaf (it hears nobody), or mute towards a single other node; the seed draws which. The driver reaches everybody
/// meanwhile, so an owner that goes on without a lease would be noticed.
final class OneWayPartition implements Drill {
    private static final Duration LEAST = ofSeconds(3);
    private static final Duration MOST = ofSeconds(5);

    private enum Way {
        MUTE,
        DEAF,
        MUTE_TO_ONE
    }

    @Override
    public String name() {
        return "partition-one-way";
    }

    @Override
    public String summary() {
        return "drop what the owner of busy entities sends to the others, or what they send to it";
    }

    @Override
    public Needs needs() {
        return Needs.STANDARD.withNodes(3, 3).withLinks();
    }

    @Override
    public void strike(Stage stage) {
        String victim = stage.ownerOfBusy();
        List<String> others = new ArrayList<>(stage.grid().nodes());
        others.remove(victim);
        Way way = Way.values()[stage.random().nextInt(Way.values().length)];
        String only = others.get(stage.random().nextInt(others.size()));
        Set<Integer> affected = new HashSet<>(stage.ownedBy(List.of(victim)));
        if (way == Way.MUTE_TO_ONE) {
            affected.addAll(stage.ownedBy(List.of(only)));
        }
        Strike strike = stage.aim(FaultKind.ONE_WAY_CUT, List.of(victim), affected);
        strike.hit(() -> {
            switch (way) {
                case MUTE -> stage.links().cutOneWay(List.of(victim), others);
                case DEAF -> stage.links().cutOneWay(others, List.of(victim));
                case MUTE_TO_ONE -> stage.links().cutOneWay(List.of(victim), List.of(only));
            }
        });
        stage.await(stage.between(LEAST, MOST));
        strike.end(() -> stage.links().heal());
        strike.evidence("%s for %d ms; %d entities owned there, which %s"
                .formatted(
                        switch (way) {
                            case MUTE -> "nobody heard " + victim;
                            case DEAF -> victim + " heard nobody";
                            case MUTE_TO_ONE -> only + " did not hear " + victim;
                        },
                        strike.lasted().toMillis(),
                        affected.size(),
                        strike.seen().movedNanos().isPresent() ? "moved" : "stayed"));
    }
}
