package dev.understudy.actor;

import dev.understudy.actor.internal.RouteeSource;

/// A router whose routees come and go without it.
final class FollowingRouter<M> implements Behavior<M> {

    private final ActorCell<M> cell;
    private final RouteChoice<? super M> choice;
    private final Routees<M> routees;
    private final Cancellable following;

    FollowingRouter(ActorContext<M> context, RouteChoice<? super M> choice, RouteeSource<M> source) {
        this.cell = CellContext.cellOf(context);
        this.choice = choice;
        this.routees = new Routees<>(cell);
        // Looked up in the turn, not when it changes: two changes may call back in the wrong order.
        this.following =
                source.onChange(() -> cell.tellSelf(new SelfMessage.Errand<>(() -> routees.become(source.now()))));
        routees.become(source.now());
    }

    @Override
    public void receive(M message) {
        if (routees.size() == 0) {
            cell.refuse(message, DeadLetter.Reason.NO_ROUTEE);
        } else {
            choice.route(message, routees);
        }
    }

    /// Of whatever kind, it ends this behavior.
    @Override
    public void onSignal(Signal signal) {
        following.cancel();
    }
}
