package dev.understudy.drills;

import static dev.understudy.actor.Directive.RESTART;
import static dev.understudy.actor.Directive.STOP;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import dev.understudy.actor.ActorRef;
import dev.understudy.actor.Props;
import dev.understudy.actor.SupervisorStrategy;
import dev.understudy.cluster.Role;
import dev.understudy.node.Node;
import dev.understudy.remoting.Placement;
import dev.understudy.remoting.RecipeQuarantinedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Has a child started that ends the process of whatever node it runs on, under a parent that starts it anew each time.
/// After three nodes its recipe must be in quarantine, and the others live.
final class PoisonNodes implements Drill {
    private static final int NODES_LOST = 3;
    private static final int NODES = 5;

    /// Between two nodes: a real parent would not hurry either, and the grid gets time to go on without the first.
    private static final Duration BACKOFF = ofSeconds(3);

    private static final Duration PATIENCE = ofSeconds(20);

    @Override
    public String name() {
        return "poison";
    }

    @Override
    public String summary() {
        return "have a child started again and again that ends the process of its node";
    }

    @Override
    public Needs needs() {
        return Needs.STANDARD.withNodes(NODES, NODES).withBackups(2).withWorkload(WorksWorkload.NAME);
    }

    @Override
    public void strike(Stage stage) {
        BlockingQueue<String> warnings = new LinkedBlockingQueue<>();
        Node driver = stage.driver();
        ActorRef<Poison.Warning> warned = driver.spawn("warned", _ -> warning -> warnings.add(warning.node()));
        ActorRef<String> parent = driver.spawn("poisoner", parentOf(warned));
        List<String> lost = new ArrayList<>();
        while (lost.size() < NODES_LOST) {
            String victim = next(warnings, PATIENCE);
            if (victim == null) {
                throw new GridException("the child was not started again within %d s after %s"
                        .formatted(PATIENCE.toSeconds(), lost.isEmpty() ? "the first time" : "ending " + lost));
            }
            Strike strike = stage.aim(FaultKind.KILL, List.of(victim), stage.familiesOn(List.of(victim)));
            strike.hit(() -> stage.grid().awaitLeft(victim))
                    .evidence("%s, with %d families, ended by the child that it was given"
                            .formatted(victim, strike.affected().size()));
            lost.add(victim);
        }
        boolean isQuarantined = stage.await(() -> driver.quarantinedRecipes().contains(Poison.RECIPE.name()), PATIENCE);
        String another = next(warnings, BACKOFF.multipliedBy(2));
        driver.system().stop(parent);
        if (!isQuarantined || another != null) {
            throw new GridException("after %s the recipe is %s"
                    .formatted(lost, another == null ? "not in quarantine" : "on " + another));
        }
    }

    private static Props<String> parentOf(ActorRef<Poison.Warning> warned) {
        return Props.of(context -> {
            context.supervise(SupervisorStrategy.oneForOne(
                            failure -> failure instanceof RecipeQuarantinedException ? STOP : RESTART)
                    .withRestartLimit(NODES, ofMinutes(1))
                    .withBackoff(BACKOFF, BACKOFF, 0));
            var _ = context.spawn(
                    "poison", Poison.RECIPE.on(Placement.roundRobin().withRole(Role.DATA), new Poison.Dose(warned)));
            return _ -> {};
        });
    }

    private static @Nullable String next(BlockingQueue<String> warnings, Duration patience) {
        try {
            return warnings.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GridException("interrupted while waiting for a node to be lost", e);
        }
    }
}
