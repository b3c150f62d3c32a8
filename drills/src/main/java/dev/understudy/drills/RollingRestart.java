package dev.understudy.drills;

import java.util.List;

/// Restarts all nodes one after the other, as a new version is rolled out: each leaves by plan and comes back under
/// its name; the next one goes when nothing moves any more.
final class RollingRestart implements Drill {
    @Override
    public String name() {
        return "rolling-restart";
    }

    @Override
    public String summary() {
        return "let each node leave (SIGTERM) and come back, one after the other";
    }

    @Override
    public void strike(Stage stage) {
        for (String node : List.copyOf(stage.grid().nodes())) {
            Strike leave = stage.aim(FaultKind.LEAVE, List.of(node));
            leave.hit(() -> stage.grid().leave(node))
                    .ended(leave.affected())
                    .evidence("%s left with %d entities"
                            .formatted(node, leave.affected().size()));
            JoinUnderLoad.join(stage, () -> {
                stage.grid().restart(node);
                return node;
            });
        }
    }
}
