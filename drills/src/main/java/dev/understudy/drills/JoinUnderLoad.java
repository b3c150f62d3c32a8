package dev.understudy.drills;

import java.util.List;
import java.util.function.Supplier;

/// Adds a node in the middle of the load.
final class JoinUnderLoad implements Drill {
    @Override
    public String name() {
        return "join-under-load";
    }

    @Override
    public String summary() {
        return "add a node, which gets its share of what the others own";
    }

    @Override
    public void strike(Stage stage) {
        join(stage, () -> stage.grid().add());
    }

    /// One node comes, and all moves for it are awaited.
    ///
    /// @param come starts it and gives its name
    static void join(Stage stage, Supplier<String> come) {
        Strike strike = stage.aim(FaultKind.JOIN, List.of());
        String[] name = new String[1];
        strike.hit(() -> {
            name[0] = come.get();
            Settlement.await(stage);
        });
        strike.ended(stage.ownedBy(List.of(name[0])))
                .evidence("%s came and owns %d entities"
                        .formatted(name[0], strike.affected().size()));
    }
}
