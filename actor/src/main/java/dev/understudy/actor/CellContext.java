package dev.understudy.actor;

import static java.util.Objects.requireNonNull;

import dev.understudy.actor.internal.Envelope;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The context of one actor: checks that it is used from within, and passes on to the cell. Garbage at once if
/// the behavior does not keep it.
final class CellContext<M> implements ActorContext<M> {

    private final ActorCell<M> cell;

    CellContext(ActorCell<M> cell) {
        this.cell = cell;
    }

    /// The cell behind a context; this is the only kind there is.
    static <M> ActorCell<M> cellOf(ActorContext<M> context) {
        return ((CellContext<M>) context).cell;
    }

    @Override
    public Optional<Duration> remaining() {
        cell.checkWithin("remaining");
        long deadline = Grip.currentDeadlineNanos();
        return deadline == Envelope.NO_DEADLINE
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(
                        Math.max(0, deadline - cell.system().timeSource().nanoTime())));
    }

    @Override
    public ActorRef<M> self() {
        return cell;
    }

    @Override
    public ActorSystem system() {
        return cell.system();
    }

    @Override
    public <C> ActorRef<C> spawn(String name, Props<C> props) {
        cell.checkWithin("spawn");
        return cell.spawn(requireNonNull(name, "name"), props.resolve(cell.system()));
    }

    @Override
    public <C> ActorRef<C> spawn(BehaviorFactory<C> factory) {
        cell.checkWithin("spawn");
        return cell.spawn(null, cell.extras().recipeOf(factory));
    }

    @Override
    public <C> ActorRef<C> spawn(String name, BehaviorFactory<C> factory) {
        cell.checkWithin("spawn");
        return cell.spawn(requireNonNull(name, "name"), cell.extras().recipeOf(factory));
    }

    @Override
    public <C> ActorRef<C> spawn(Props<C> props) {
        cell.checkWithin("spawn");
        return cell.spawn(null, props.resolve(cell.system()));
    }

    @Override
    public List<ActorRef<?>> children() {
        cell.checkWithin("children");
        return List.copyOf(cell.children().from(0));
    }

    @Override
    public Optional<ActorRef<?>> child(String name) {
        cell.checkWithin("child");
        return Optional.ofNullable(cell.children().named(name));
    }

    @Override
    public void stop() {
        cell.checkWithin("stop");
        cell.askToStop();
    }

    @Override
    public void stop(ActorRef<?> child) {
        cell.checkWithin("stop a child");
        if (!(child instanceof ActorCell<?> childCell && childCell.isChildOf(cell))) {
            throw new IllegalArgumentException(child + " is not a child of " + cell + ", so it can't stop it");
        }
        childCell.stop();
    }

    @Override
    public void watch(ActorRef<?> ref) {
        cell.checkWithin("watch");
        cell.extras().watching().add(ref, null);
    }

    @Override
    public void watchWith(ActorRef<?> ref, M message) {
        cell.checkWithin("watch");
        cell.extras().watching().add(ref, requireNonNull(message, "message"));
    }

    @Override
    public void unwatch(ActorRef<?> ref) {
        cell.checkWithin("unwatch");
        cell.extras().watching().remove(ref);
    }

    @Override
    public void become(Behavior<M> behavior) {
        cell.checkWithin("become");
        cell.become(requireNonNull(behavior, "behavior"));
    }

    @Override
    public void supervise(SupervisorStrategy strategy) {
        cell.checkWithin("supervise");
        cell.extras().supervise(requireNonNull(strategy, "strategy"));
    }

    @Override
    public Timers<M> timers() {
        cell.checkWithin("timers");
        return cell.extras().timers();
    }

    @Override
    public Stash<M> stash() {
        cell.checkWithin("stash");
        return cell.extras().stash();
    }

    @Override
    public void receiveTimeout(Duration timeout, M message) {
        cell.checkWithin("receiveTimeout");
        cell.receiveTimeout(new ReceiveTimeout<>(cell, timeout, requireNonNull(message, "message")));
    }

    @Override
    public void cancelReceiveTimeout() {
        cell.checkWithin("cancelReceiveTimeout");
        cell.receiveTimeout(null);
    }

    @Override
    public <T extends @Nullable Object> void pipeToSelf(
            CompletionStage<T> stage, BiFunction<@Nullable T, @Nullable Throwable, M> outcome) {
        // May be called from anywhere: all it does is to tell.
        long deadline = Grip.currentDeadlineNanos();
        boolean isNoted = cell.noteStage();
        var _ = stage.whenComplete(
                (value, failure) -> cell.tellSelf(new SelfMessage.Piped<>(value, failure, outcome, deadline, isNoted)));
    }

    @Override
    public <T> ActorRef<T> messageAdapter(Function<? super T, ? extends M> translate) {
        return new AdapterRef<>(cell, requireNonNull(translate, "translate"));
    }
}
