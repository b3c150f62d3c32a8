package dev.understudy.actor;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A recipe for an actor that handles its messages many at once, as rows of one insert or records of one write:
/// `context.spawn("writer", Batch.of(500, ofMillis(20), Writer::new))`, where `Writer` is a
/// `Behavior<List<Row>>`.
///
/// A batch is handed over when it is full, or when its first message has waited for so long. A failure loses
/// the batch as it otherwise loses one message; what is collected when the actor restarts or stops without
/// having failed in it comes back in front of the mailbox or becomes dead letters, as a stash does. `become` is
/// not for batches: it would replace the batching, not the behavior within.
///
/// @param <M> what the actor accepts
public final class Batch<M> implements BehaviorFactory<M> {

    private final int size;
    private final Duration wait;
    private final Factory<M> factory;

    private Batch(int size, Duration wait, Factory<M> factory) {
        this.size = size;
        this.wait = wait;
        this.factory = factory;
    }

    /// Makes a fresh behavior for batches, as [BehaviorFactory] does for messages.
    ///
    /// @param <M> what the actor accepts
    @FunctionalInterface
    public interface Factory<M> {

        /// A new behavior for the actor of this context.
        Behavior<List<M>> create(ActorContext<M> context) throws Exception;
    }

    /// Batches of at most `size` messages, of which the first has waited for at most `wait`; zero hands over
    /// what waits in the mailbox anyway, so that batches grow with the load and nothing waits for more.
    public static <M> Batch<M> of(int size, Duration wait, Factory<M> factory) {
        if (size < 1) {
            throw new IllegalArgumentException("size: " + size + " is not positive");
        }
        if (wait.isNegative()) {
            throw new IllegalArgumentException("wait: " + wait + " is negative");
        }
        return new Batch<>(size, wait, requireNonNull(factory, "factory"));
    }

    @Override
    public Behavior<M> create(ActorContext<M> context) throws Exception {
        return new Batching(CellContext.cellOf(context), context.stash(), factory.create(context));
    }

    /// Collects in the actor's stash, so that restart and stop find there what they look after.
    private final class Batching implements Behavior<M> {

        private final ActorCell<M> cell;
        private final CellStash<M> collected;
        private final Behavior<List<M>> behavior;
        private @Nullable Cancellable timer;
        private int batches;

        Batching(ActorCell<M> cell, Stash<M> stash, Behavior<List<M>> behavior) {
            this.cell = cell;
            this.collected = (CellStash<M>) stash;
            this.behavior = behavior;
        }

        @Override
        public void receive(M message) throws Exception {
            collected.add(message);
            if (collected.size() >= size) {
                handOver();
            } else if (collected.size() == 1) {
                startWaiting();
            }
        }

        private void startWaiting() {
            int batch = batches;
            var due = new SelfMessage.Errand<M>(() -> handOver(batch));
            if (wait.isZero()) {
                // Behind what is in the mailbox now.
                cell.tellSelf(due);
            } else {
                timer = cell.system().scheduler().schedule(wait, () -> cell.tellSelf(due));
            }
        }

        /// The wait for this batch is over.
        private void handOver(int batch) throws Exception {
            if (batch == batches && collected.size() > 0) {
                handOver();
            }
        }

        private void handOver() throws Exception {
            batches++;
            stopWaiting();
            behavior.receive(new ArrayList<>(collected.takeAll()));
        }

        private void stopWaiting() {
            if (timer != null) {
                timer.cancel();
                timer = null;
            }
        }

        @Override
        public void onSignal(Signal signal) throws Exception {
            if (!(signal instanceof Signal.Terminated)) {
                // Whatever is due for this behavior is not for the next one.
                batches++;
                stopWaiting();
            }
            behavior.onSignal(signal);
        }
    }
}
