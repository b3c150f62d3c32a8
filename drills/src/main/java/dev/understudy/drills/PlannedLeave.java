package dev.understudy.drills;

import java.util.List;

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
    public void strike(Stage stage) {
        String leaver = stage.ownerOfBusy();
        Strike strike = stage.aim(FaultKind.LEAVE, List.of(leaver));
        strike.hit(() -> stage.grid().leave(leaver))
                .ended(strike.affected())
                .evidence("owner of %d entities left (%s)"
                        .formatted(strike.affected().size(), leaver));
    }
}
