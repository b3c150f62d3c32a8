package dev.understudy.actor;

import java.util.List;

/// A router that knows refs.
final class GroupRouter<M> implements Behavior<M> {

    private final ActorCell<M> cell;
    private final RouteChoice<? super M> choice;
    private final Routees<M> routees;

    GroupRouter(ActorContext<M> context, RouteChoice<? super M> choice, List<ActorRef<M>> refs) {
        this.cell = CellContext.cellOf(context);
        this.choice = choice;
        this.routees = new Routees<>(cell);
        for (var ref : refs) {
            routees.add(ref, ref.path().hashCode());
            context.watch(ref);
        }
    }

    @Override
    public void receive(M message) {
        if (routees.size() == 0) {
            cell.refuse(message, DeadLetter.Reason.NO_ROUTEE);
        } else {
            choice.route(message, routees);
        }
    }

    @Override
    public void onSignal(Signal signal) {
        if (signal instanceof Signal.Terminated(var ref, var _)) {
            routees.remove(ref);
        }
    }
}
