package dev.understudy.actor;

import static java.util.Objects.requireNonNull;

import dev.understudy.actor.internal.Envelope;
import dev.understudy.actor.internal.Inspection;
import dev.understudy.actor.internal.InternalRef;
import dev.understudy.actor.internal.Leftover;
import dev.understudy.actor.internal.LocalActor;
import dev.understudy.actor.internal.Watcher;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One actor, as its ref: what other threads do with it. Beneath, in the same object: [LifeCell], its life;
/// [TurnCell], its turns; [MailboxCell], the engine.
///
/// *Footprint:* the header and nine words in all make 48 bytes; all that most actors lack sits
/// behind `extras`, which is the name alone while there is nothing else. Paths are computed.
class ActorCell<M> extends LifeCell<M> implements InternalRef<M>, LocalActor, Watcher {

    ActorCell(Recipe<M> recipe, @Nullable ActorCell<?> parent, @Nullable String name) {
        super(recipe, parent, name);
        enqueueFirst(this, Node.START);
    }

    @Override
    final ActorCell<M> self() {
        return this;
    }

    @Override
    public void tell(M message) {
        enqueue(requireNonNull(message, "message"), Node.PLAIN);
    }

    @Override
    public void tellEnvelope(Envelope envelope) {
        enqueue(envelope, Node.ENVELOPE);
    }

    @Override
    public void signal(Signal signal) {
        enqueue(signal, Node.SIGNAL);
    }

    void tellSelf(SelfMessage<M> message) {
        enqueue(message, Node.SELF);
    }

    /// What came through an adapter.
    void tellAdapted(SelfMessage<M> message) {
        tellSelf(message);
    }

    @Override
    public void addWatcher(Watcher watcher) {
        enqueueSystem(new SystemMessage.Watch(watcher));
    }

    @Override
    public void removeWatcher(Watcher watcher) {
        enqueueSystem(new SystemMessage.Unwatch(watcher));
    }

    /// As a watcher of others.
    @Override
    public void terminated(Signal.Terminated terminated) {
        signal(terminated);
    }

    @Override
    public void stop() {
        stop(new Signal.Cause.Stopped());
    }

    void stop(Signal.Cause cause) {
        enqueueSystem(new SystemMessage.Stop(cause));
        recipe.dispatch.endAsked(this);
    }

    void halt(Throwable failure) {
        enqueueSystem(new SystemMessage.Halt(failure));
        recipe.dispatch.endAsked(this);
    }

    @Override
    public CompletableFuture<Leftover> drain(Consumer<Object> late) {
        var answer = new CompletableFuture<Leftover>();
        enqueueSystem(new SystemMessage.Drain(answer, late));
        recipe.dispatch.endAsked(this);
        return answer;
    }

    @Override
    public CompletableFuture<Inspection> inspect() {
        var answer = new CompletableFuture<Inspection>();
        enqueueSystem(new SystemMessage.Inspect(answer));
        return answer;
    }

    @Override
    public boolean isIdle() {
        return mailboxIsIdle();
    }

    @Override
    public int mailboxDepth() {
        return -1;
    }

    @Override
    public Optional<Duration> oldestWaiting() {
        return Optional.empty();
    }

    @Override
    public ActorSystem system() {
        return recipe.system;
    }

    @Nullable
    String name() {
        return switch (extras) {
            case String name -> name;
            case CellExtras<?> more -> more.name;
            case null, default -> null;
        };
    }

    @Override
    public String path() {
        if (parent == null) {
            return "/";
        }
        var name = name();
        var above = parent.parent == null ? "" : parent.path();
        return above + "/" + (name != null ? name : "$" + Integer.toHexString(System.identityHashCode(this)));
    }

    @Override
    public String toString() {
        return path();
    }

    /// What it is counted under.
    String kind() {
        return recipe.kind().name;
    }

    /// Whether it wants to hear when a child has its first behavior, and not only when it has a new one.
    boolean awaitsFirstStart() {
        return false;
    }

    /// Whether it runs in this JVM.
    boolean isHere() {
        return true;
    }

    /// Whether its children get copies of what they are sent.
    boolean copies() {
        return false;
    }

    void checkWithin(String action) {
        if (!isWithin()) {
            throw new IllegalStateException(action + ": the context of " + this
                    + " was used from outside that actor; send it a message instead");
        }
    }

    @SuppressWarnings("ReferenceEquality") // a cell is itself and nothing else
    private boolean isWithin() {
        return Thread.currentThread() instanceof Worker worker
                ? worker.current == this && !worker.grip.isTaken()
                : !recipe.dispatch.isWorkers() && !Grip.current().isTaken();
    }

    /// This actor waits for the outcome of a stage.
    ///
    /// @return whether that is noted; only what its own turns begin is
    boolean noteStage() {
        boolean within = isWithin() && (Thread.currentThread() instanceof Worker || Grip.isOfActor());
        if (within) {
            extras().stages++;
        }
        return within;
    }
}
