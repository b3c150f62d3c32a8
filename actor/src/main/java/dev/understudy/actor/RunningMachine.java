package dev.understudy.actor;

/// A [StateMachine] with the state it is in; the owner's.
final class RunningMachine<S, M> implements Behavior<M> {

    /// The key of the state's timer; no user's key is equal to it.
    private static final Object TIMEOUT = new Object() {
        @Override
        public String toString() {
            return "state timeout";
        }
    };

    private final ActorContext<M> context;
    private final StateMachine<S, M> machine;
    private S state;

    RunningMachine(ActorContext<M> context, StateMachine<S, M> machine) {
        this.context = context;
        this.machine = machine;
        this.state = machine.initialState();
    }

    @Override
    public void receive(M message) throws Exception {
        switch (machine.on(state, message)) {
            case Transition.GoTo<S>(var next) -> {
                machine.onExit(state);
                context.timers().cancel(TIMEOUT);
                state = next;
                enter();
            }
            case Transition.Stay<S> _ -> {}
            case Transition.StayAs<S>(var same) -> {
                if (same.getClass() != state.getClass()) {
                    throw new IllegalStateException("state machine " + context.self() + " can't stay in " + state
                            + " as " + same + ", which is another state: go to it");
                }
                state = same;
            }
            case Transition.Stop<S> _ -> context.stop();
            case Transition.Undefined<S> _ ->
                throw new UndefinedTransitionException(context.self().path(), state, message);
        }
    }

    void enter() throws Exception {
        machine.onEntry(state);
        machine.timeoutOf(state)
                .ifPresent(timeout -> context.timers().startOnce(TIMEOUT, timeout.message(), timeout.after()));
    }

    @Override
    public void onSignal(Signal signal) throws Exception {
        machine.onSignal(signal);
    }
}
