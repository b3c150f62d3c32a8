package dev.understudy.drills;

import dev.understudy.cluster.View;
import dev.understudy.node.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What a [Drill] finds when it is about to strike, and where it makes its faults.
public final class Stage {
    private static final Duration PACE = Duration.ofMillis(1);

    private final Grid grid;
    private final Workload.Session session;
    private final LoadPlan load;
    private final Node driver;
    private final RandomGenerator random;
    private final FailoverWatch watch;
    private final Consumer<Collection<Integer>> hurry;
    private final List<Strike> strikes = new ArrayList<>();

    Stage(
            Grid grid,
            Workload.Session session,
            LoadPlan load,
            Node driver,
            RandomGenerator random,
            FailoverWatch watch,
            Consumer<Collection<Integer>> hurry) {
        this.grid = grid;
        this.session = session;
        this.load = load;
        this.driver = driver;
        this.random = random;
        this.watch = watch;
        this.hurry = hurry;
    }

    /// The grid to strike.
    public Grid grid() {
        return grid;
    }

    /// The network between the nodes.
    ///
    /// @throws GridException if it can't be struck
    public Links links() {
        return grid.links()
                .orElseThrow(() -> new GridException("the network between the nodes of this grid can't be struck"));
    }

    /// The node of the driver: a client that knows what the workload declares.
    public Node driver() {
        return driver;
    }

    /// Who is here, as the driver's node sees it.
    public View view() {
        return driver.view();
    }

    /// What choices are drawn from.
    public RandomGenerator random() {
        return random;
    }

    /// A duration between the two, drawn at random.
    public Duration between(Duration least, Duration most) {
        return Duration.ofNanos(random.nextLong(least.toNanos(), most.toNanos()));
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

    /// So many nodes that run, without some others, drawn at random.
    ///
    /// @throws GridException if there are fewer
    public List<String> draw(int number, Collection<String> without) {
        List<String> left = new ArrayList<>(grid.nodes());
        left.removeAll(without);
        if (left.size() < number) {
            throw new GridException("wanted %d nodes of %s".formatted(number, left));
        }
        List<String> drawn = new ArrayList<>();
        while (drawn.size() < number) {
            drawn.add(left.remove(random.nextInt(left.size())));
        }
        return drawn;
    }

    /// The numbers of the entities that these nodes own now.
    public Set<Integer> ownedBy(Collection<String> nodes) {
        return IntStream.range(0, load.entities())
                .filter(entity -> session.owner(entity).filter(nodes::contains).isPresent())
                .boxed()
                .collect(Collectors.toUnmodifiableSet());
    }

    /// The numbers of the entities whose children run on these nodes, as they were last heard of.
    public Set<Integer> withChildOn(Collection<String> nodes) {
        return IntStream.range(0, load.entities())
                .filter(entity -> child(entity)
                        .filter(child -> nodes.contains(child.node()))
                        .isPresent())
                .boxed()
                .collect(Collectors.toUnmodifiableSet());
    }

    /// The numbers of the entities that can't answer without these nodes: those that run there, and those whose
    /// children do.
    public Set<Integer> familiesOn(Collection<String> nodes) {
        return Stream.concat(ownedBy(nodes).stream(), withChildOn(nodes).stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    /// The numbers of the entities that are asked all the time.
    public List<Integer> busy() {
        return load.busy().stream().sorted().toList();
    }

    /// The owner of an entity; empty if it has none now.
    public Optional<String> owner(int entity) {
        return session.owner(entity);
    }

    /// The child through which an entity works, as it was last heard of.
    public Optional<Child> child(int entity) {
        return session.child(entity);
    }

    /// The owner of each entity, by its number; empty for those that have none now.
    public List<Optional<String>> owners() {
        return IntStream.range(0, load.entities()).mapToObj(session::owner).toList();
    }

    /// Aims at nodes: whatever they own now is affected.
    public Strike aim(FaultKind kind, List<String> victims) {
        return aim(kind, victims, ownedBy(victims));
    }

    /// Aims at nodes, where it is known what is affected.
    public Strike aim(FaultKind kind, List<String> victims, Set<Integer> affected) {
        Optional<FailoverWatch.Aim> aim =
                victims.isEmpty() ? Optional.empty() : Optional.of(watch.at(victims, affected));
        Strike strike = new Strike(kind, victims, affected, aim, hurry);
        strikes.add(strike);
        return strike;
    }

    /// Lets time pass.
    public void await(Duration time) {
        Pause.until(System.nanoTime() + time.toNanos());
    }

    /// Waits until something is so, looking every millisecond.
    ///
    /// @return whether it was in time
    public boolean await(BooleanSupplier condition, Duration patience) {
        long giveUp = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - giveUp > 0) {
                return false;
            }
            await(PACE);
        }
        return true;
    }

    /// What was done, in the order of doing.
    List<Fault> faults() {
        return strikes.stream().map(Strike::fault).toList();
    }
}
