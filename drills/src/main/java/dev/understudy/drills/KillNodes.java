package dev.understudy.drills;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Kills nodes at one moment; the drills of this kind differ in whom.
///
/// @param name its name
/// @param summary what it does
/// @param needs what it needs
/// @param victims draws whom
/// @param who what the victims are, for the evidence
record KillNodes(String name, String summary, Needs needs, Function<Stage, List<String>> victims, String who)
        implements Drill {
    /// Kills the owner of an entity that is asked all the time.
    static KillNodes owner() {
        return new KillNodes(
                "kill-owner",
                "kill -9 the owner of busy entities",
                Needs.STANDARD,
                stage -> List.of(stage.ownerOfBusy()),
                "owner");
    }

    /// Kills the first member of the view, the one that installs the next view.
    static KillNodes coordinator() {
        return new KillNodes(
                "kill-coordinator",
                "kill -9 the coordinator of the view",
                Needs.STANDARD,
                stage -> List.of(stage.view().coordinator().name()),
                "coordinator and owner");
    }

    /// Kills the owner of busy entities and one more, of five: the others are a majority still, and with two backups
    /// somebody is left for every shard.
    static KillNodes two() {
        return new KillNodes(
                "kill-two",
                "kill -9 the owner of busy entities and another node, at once",
                Needs.STANDARD.withNodes(5, 5).withBackups(2),
                stage -> {
                    List<String> victims = new ArrayList<>(List.of(stage.ownerOfBusy()));
                    victims.addAll(stage.draw(1, victims));
                    return victims;
                },
                "two owners");
    }

    @Override
    public void strike(Stage stage) {
        List<String> killed = victims.apply(stage);
        Strike strike = stage.aim(FaultKind.KILL, killed);
        strike.hit(() -> stage.grid().kill(killed))
                .evidence("%s of %d entities killed (%s)"
                        .formatted(who, strike.affected().size(), String.join(" and ", killed)));
    }
}
