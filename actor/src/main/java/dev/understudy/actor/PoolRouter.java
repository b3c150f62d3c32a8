package dev.understudy.actor;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A router that spawns its routees, replaces those it loses and, if it is to, resizes by load.
final class PoolRouter<M> implements Behavior<M> {

    private static final Logger log = LoggerFactory.getLogger(PoolRouter.class);

    private final ActorContext<M> context;
    private final ActorCell<M> cell;
    private final RouteChoice<? super M> choice;
    private final Props<M> worker;
    private final SupervisorStrategy strategy;
    private final Routees<M> routees;
    private final RestartHistory replacements = new RestartHistory();
    private int calmLooks;
    private long spawned;
    private boolean ended;

    PoolRouter(
            ActorContext<M> context,
            RouteChoice<? super M> choice,
            Props<M> worker,
            int size,
            SupervisorStrategy strategy,
            @Nullable PoolSizing sizing) {
        this.context = context;
        this.cell = CellContext.cellOf(context);
        this.choice = choice;
        this.worker = worker;
        this.strategy = strategy;
        this.routees = new Routees<>(cell);
        context.supervise(strategy);
        grow(sizing == null ? size : sizing.within(size));
        if (sizing != null) {
            lookLater(sizing);
        }
    }

    @Override
    public void receive(M message) {
        choice.route(message, routees);
    }

    @Override
    public void onSignal(Signal signal) {
        if (signal instanceof Signal.Terminated(var ref, var cause)) {
            replace(ref, cause);
        } else {
            ended = true;
        }
    }

    private void grow(int count) {
        for (int i = 0; i < count; i++) {
            spawned++;
            routees.add(spawn(), spawned);
        }
    }

    private ActorRef<M> spawn() {
        var ref = context.spawn(worker);
        context.watch(ref);
        return ref;
    }

    private void replace(ActorRef<?> gone, Signal.Cause cause) {
        // One that was let go is no routee any more.
        var _ = routees.replace(gone, () -> {
            if (replacements.restart(strategy, cell.system().timeSource().nanoTime()) == 0) {
                throw new PoolExhaustedException(
                        cell.path(), strategy, cause instanceof Signal.Cause.Failed(var failure) ? failure : null);
            }
            return spawn();
        });
    }

    private void lookLater(PoolSizing by) {
        var _ = cell.system()
                .scheduler()
                .schedule(by.every(), () -> cell.tellSelf(new SelfMessage.Errand<>(() -> look(by))));
    }

    private void look(PoolSizing by) {
        if (ended) {
            return;
        }
        int busy = 0;
        int load = 0;
        for (int i = 0; i < routees.size(); i++) {
            int of = routees.load(i);
            load += of;
            busy += Math.min(of, 1);
        }
        var decision = by.decide(routees.size(), busy, load - busy, calmLooks);
        calmLooks = decision.calmLooks();
        int difference = decision.size() - routees.size();
        if (difference != 0) {
            log.info("pool {} goes from {} to {} workers", cell, routees.size(), decision.size());
        }
        grow(difference);
        for (int i = difference; i < 0; i++) {
            letGo((ActorCell<M>) routees.removeLast());
        }
        lookLater(by);
    }

    /// Stops a worker once it has done what was sent to it.
    private void letGo(ActorCell<M> last) {
        last.tellSelf(new SelfMessage.Errand<>(last::stop));
    }
}
