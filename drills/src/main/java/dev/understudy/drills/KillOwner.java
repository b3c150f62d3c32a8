package dev.understudy.drills;

/// Kills the owner of an entity that is asked all the time.
final class KillOwner implements Drill {
    @Override
    public String name() {
        return "kill-owner";
    }

    @Override
    public String summary() {
        return "kill -9 the owner of busy entities";
    }

    @Override
    public Fault strike(Stage stage) {
        String victim = stage.ownerOfBusy();
        Target target = stage.aim(victim);
        return target.crash(
                () -> stage.grid().kill(victim),
                "owner of %d entities killed (%s)".formatted(target.affected().size(), victim));
    }
}
