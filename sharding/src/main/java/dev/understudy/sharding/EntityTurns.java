package dev.understudy.sharding;

import dev.understudy.actor.Props;
import dev.understudy.actor.internal.Envelope;
import dev.understudy.actor.internal.Interceptor;
import dev.understudy.actor.internal.Turn;

/// Stands before an entity's behavior and notes each of its turns in the [TurnAudit].
///
/// @param <C> the commands that the entity takes
final class EntityTurns<C> implements Interceptor<C> {
    private final TurnAudit audit;
    private final long activation;

    private EntityTurns(TurnAudit audit, long activation) {
        this.audit = audit;
        this.activation = activation;
    }

    /// The recipe of an entity, with its turns noted if the node keeps an audit.
    static <C> Props<C> audited(Props<C> props, RegionRef<C> target, ShardRegion region, long ownerEpoch) {
        return region.audit()
                .map(audit -> {
                    var activation = "%s@%d#%d".formatted(region.self(), ownerEpoch, region.nextActivation());
                    long number = audit.activated(target.type().name(), target.id(), activation);
                    return props.intercept(new EntityTurns<C>(audit, number));
                })
                .orElse(props);
    }

    @Override
    @SuppressWarnings("unchecked") // whoever sent it held an EntityRef<C>
    public void intercept(Object message, Turn<C> turn) throws Exception {
        if (message instanceof Envelope envelope) {
            var refusal = envelope.refusal();
            if (refusal == null) {
                proceed((C) envelope.message(), turn);
            } else {
                turn.refuse(refusal);
            }
        } else {
            proceed((C) message, turn);
        }
    }

    private void proceed(C message, Turn<C> turn) throws Exception {
        var noted = audit.started(activation);
        try {
            turn.proceed(message);
        } finally {
            audit.ended(noted);
        }
    }
}
