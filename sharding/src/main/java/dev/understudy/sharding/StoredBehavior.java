package dev.understudy.sharding;

import dev.understudy.actor.ActorContext;
import dev.understudy.actor.Behavior;
import dev.understudy.actor.Signal;
import dev.understudy.persistence.Decision;
import dev.understudy.persistence.Effect;
import dev.understudy.persistence.EventSourcedBehavior;
import dev.understudy.persistence.EventSourcedEntity;
import dev.understudy.persistence.History;
import dev.understudy.persistence.StoredTurn;
import org.jspecify.annotations.Nullable;

/// What the actor of a stored entity runs from one start to the next: it decides and does what the effect says, and
/// leaves the storing to its [StoredTurns].
///
/// @param <C> the commands that the entity takes
/// @param <E> what can happen to it
/// @param <S> what it is
final class StoredBehavior<C, E, S> implements Behavior<C> {
    private final EventSourcedBehavior<C, E, S> behavior;
    private final ActorContext<C> actor;
    private final ShardRegion region;
    private final TurnOutbox outbox;
    private final EventSourcedEntity<C, E, S> entity;
    private @Nullable Decision<E, S> decision;
    private boolean foundJournalFull;

    /// Recovers the entity.
    StoredBehavior(
            EventSourcedBehavior<C, E, S> behavior,
            ActorContext<C> actor,
            ShardRegion region,
            History history,
            TurnOutbox outbox) {
        this.behavior = behavior;
        this.actor = actor;
        this.region = region;
        this.outbox = outbox;
        this.entity = EventSourcedEntity.recover(behavior, region.codec(), history);
    }

    /// Tells the behavior that its state is there.
    void recovered() throws Exception {
        behavior.onRecovered(entity.state());
    }

    @Override
    public void receive(C command) throws Exception {
        decision = null;
        var decided = entity.decide(command);
        foundJournalFull = decided.stored().isPresent() && region.journal().isFull();
        if (foundJournalFull) {
            return;
        }
        switch (decided.effect()) {
            case Effect.Persist<E, S> persist -> persist.then().accept(decided.after());
            case Effect.Reply<E, S, ?> reply -> send(reply);
            case Effect.Run<E, S> run -> run.then().accept(decided.after());
            case Effect.Stop<E, S> _ -> actor.stop();
            case Effect.Stash<E, S> _, Effect.None<E, S> _ -> {}
        }
        decision = decided;
    }

    private <R> void send(Effect.Reply<E, S, R> reply) {
        EntityContext.tell(outbox, region.system(), reply.replyTo(), reply.message());
    }

    @Override
    public void onSignal(Signal signal) throws Exception {
        behavior.onSignal(signal);
    }

    // ---- how the turn has ended

    /// Whether it wanted to store something, and may not.
    boolean foundJournalFull() {
        return foundJournalFull;
    }

    /// Whether it puts its command aside.
    boolean putsAside() {
        return decision != null && decision.effect() instanceof Effect.Stash;
    }

    /// What it stores, or null for nothing.
    @Nullable
    StoredTurn stored() {
        return decision == null ? null : decision.stored().orElse(null);
    }

    /// Lets it have happened.
    void apply() {
        var decided = decision;
        if (decided != null) {
            entity.apply(decided);
            decision = null;
        }
    }
}
