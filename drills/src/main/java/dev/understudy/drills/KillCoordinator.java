package dev.understudy.drills;

/// Kills the first member of the view, the one that installs the next view.
final class KillCoordinator implements Drill {
    @Override
    public String name() {
        return "kill-coordinator";
    }

    @Override
    public String summary() {
        return "kill -9 the coordinator of the view";
    }

    @Override
    public Fault strike(Stage stage) {
        String victim = stage.view().coordinator().name();
        Target target = stage.aim(victim);
        return target.crash(
                () -> stage.grid().kill(victim),
                "coordinator and owner of %d entities killed (%s)"
                        .formatted(target.affected().size(), victim));
    }
}
