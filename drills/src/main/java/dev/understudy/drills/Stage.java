package dev.understudy.drills;

import dev.understudy.cluster.View;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What a [Drill] finds when it is about to strike.
public final class Stage {
    private final Grid grid;
    private final Workload.Session session;
    private final LoadPlan load;
    private final Supplier<View> view;
    private final RandomGenerator random;
    private final FailoverWatch watch;

    Stage(
            Grid grid,
            Workload.Session session,
            LoadPlan load,
            Supplier<View> view,
            RandomGenerator random,
            FailoverWatch watch) {
        this.grid = grid;
        this.session = session;
        this.load = load;
        this.view = view;
        this.random = random;
        this.watch = watch;
    }

    /// The grid to strike.
    public Grid grid() {
        return grid;
    }

    /// Who is here, as the driver's node sees it.
    public View view() {
        return view.get();
    }

    /// What choices are drawn from.
    public RandomGenerator random() {
        return random;
    }

    /// The owner of an entity that is asked all the time, drawn at random.
    ///
    /// @throws GridException if no such entity has an owner
    public String ownerOfBusy() {
        List<String> owners = load.busy().stream()
                .sorted()
                .flatMap(entity -> session.owner(entity).stream())
                .toList();
        if (owners.isEmpty()) {
            throw new GridException("none of the %d busy entities has an owner: the grid is not whole"
                    .formatted(load.busy().size()));
        }
        return owners.get(random.nextInt(owners.size()));
    }

    /// Aims at nodes: whatever they own now is affected.
    public Target aim(String... victims) {
        List<String> names = List.of(victims);
        Set<Integer> affected = IntStream.range(0, load.entities())
                .filter(entity -> session.owner(entity).filter(names::contains).isPresent())
                .boxed()
                .collect(Collectors.toUnmodifiableSet());
        watch.aim(names, affected);
        return new Target(names, affected);
    }
}
