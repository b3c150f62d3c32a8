package dev.understudy.drills;

/// Asks the owner of busy entities to leave.
final class PlannedLeave implements Drill {
    @Override
    public String name() {
        return "planned-leave";
    }

    @Override
    public String summary() {
        return "ask the owner of busy entities to leave (SIGTERM)";
    }

    @Override
    public Fault strike(Stage stage) {
        String leaver = stage.ownerOfBusy();
        Target target = stage.aim(leaver);
        return target.plan(
                () -> stage.grid().leave(leaver),
                "owner of %d entities left (%s)".formatted(target.affected().size(), leaver));
    }
}
