package dev.understudy.drills;

import static java.time.Duration.ofSeconds;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Kills nodes with parents, with children that run on other nodes than their parents, or both; the drills of this kind
/// differ in whose.
///
/// A parent that was killed comes back elsewhere and must take up its child where that still runs: the same
/// one, not one like it. A child that was killed must be started afresh. Both is told by what the entities
/// answer afterwards.
final class KillFamily implements Drill {
    private static final Duration PATIENCE = ofSeconds(15);

    private enum Whom {
        PARENT,
        CHILD,
        BOTH
    }

    /// A parent and its child on different nodes.
    private record Pair(String parent, String child) {}

    private final String name;
    private final String summary;
    private final Needs needs;
    private final Whom whom;

    private KillFamily(String name, String summary, Needs needs, Whom whom) {
        this.name = name;
        this.summary = summary;
        this.needs = needs.withWorkload(WorksWorkload.NAME);
        this.whom = whom;
    }

    static KillFamily parent() {
        return new KillFamily(
                "kill-parent", "kill -9 the node of a parent whose child runs on another", Needs.STANDARD, Whom.PARENT);
    }

    static KillFamily child() {
        return new KillFamily(
                "kill-child", "kill -9 the node of a child whose parent runs on another", Needs.STANDARD, Whom.CHILD);
    }

    static KillFamily both() {
        return new KillFamily(
                "kill-both",
                "kill -9 the node of a parent and that of its child, at once",
                Needs.STANDARD.withNodes(5, 5).withBackups(2),
                Whom.BOTH);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String summary() {
        return summary;
    }

    @Override
    public Needs needs() {
        return needs;
    }

    @Override
    public void strike(Stage stage) {
        Pair pair = draw(stage);
        List<String> victims = switch (whom) {
            case PARENT -> List.of(pair.parent());
            case CHILD -> List.of(pair.child());
            case BOTH -> List.of(pair.parent(), pair.child());
        };
        Set<Integer> parents = stage.ownedBy(victims);
        Set<Integer> children = stage.withChildOn(victims);
        Map<Integer, Child> orphans = new HashMap<>();
        parents.stream()
                .filter(entity -> !children.contains(entity))
                .forEach(entity -> stage.child(entity).ifPresent(child -> orphans.put(entity, child)));
        Set<Integer> affected = stage.familiesOn(victims);

        Strike strike = stage.aim(FaultKind.KILL, victims, affected);
        strike.hit(() -> stage.grid().kill(victims));
        long struck = System.nanoTime();
        boolean isWhole = stage.await(
                () -> affected.stream()
                        .allMatch(entity -> stage.child(entity)
                                .filter(child -> child.askedNanos() - struck > 0)
                                .isPresent()),
                PATIENCE);

        long takenUp = orphans.entrySet().stream()
                .filter(orphan -> stage.child(orphan.getKey())
                        .filter(child -> child.life().equals(orphan.getValue().life()))
                        .isPresent())
                .count();
        strike.evidence("%s killed: %d parents whose children ran on, %d of them taken up again; %d children"
                .formatted(String.join(" and ", victims), orphans.size(), takenUp, children.size()));
        if (!isWhole) {
            strike.doubt(
                    "not all of %d families answered within %d s".formatted(affected.size(), PATIENCE.toSeconds()));
        } else if (takenUp < orphans.size()) {
            strike.doubt("%d of %d children that ran on were not taken up again"
                    .formatted(orphans.size() - takenUp, orphans.size()));
        } else if ((whom != Whom.CHILD && orphans.isEmpty()) || (whom != Whom.PARENT && children.isEmpty())) {
            strike.doubt("nobody was there to be struck");
        }
    }

    private static Pair draw(Stage stage) {
        List<Pair> pairs = stage.busy().stream()
                .flatMap(entity -> stage.owner(entity).stream()
                        .flatMap(owner -> stage.child(entity).stream()
                                .filter(child -> !child.node().equals(owner))
                                .map(child -> new Pair(owner, child.node()))))
                .collect(Collectors.toList());
        if (pairs.isEmpty()) {
            throw new GridException("no busy entity has its child on another node");
        }
        return pairs.get(stage.random().nextInt(pairs.size()));
    }
}
