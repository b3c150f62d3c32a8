package dev.understudy.actor;

import static java.util.Objects.requireNonNull;

import dev.understudy.actor.internal.Interceptor;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The recipe for an actor: how to make its behavior and what it runs on. A value; local only, never sent over the
/// wire. Spawning many actors from one `Props` is cheaper than making one for each.
///
/// @param <M> what the actor accepts
public final class Props<M> {

    private final BehaviorFactory<M> factory;
    private final Dispatcher dispatcher;
    private final RestartType restartType;
    private final @Nullable String kind;
    private final @Nullable Interceptor<M> interceptor;

    /// The recipe as some system resolved it last; a cache, so races are harmless.
    private @Nullable Recipe<M> resolved;

    private Props(
            BehaviorFactory<M> factory,
            Dispatcher dispatcher,
            RestartType restartType,
            @Nullable String kind,
            @Nullable Interceptor<M> interceptor) {
        this.factory = requireNonNull(factory, "factory");
        this.dispatcher = requireNonNull(dispatcher, "dispatcher");
        this.restartType = requireNonNull(restartType, "restartType");
        this.kind = kind;
        this.interceptor = interceptor;
    }

    /// An event-driven actor on the shared workers with an unbounded mailbox.
    public static <M> Props<M> of(BehaviorFactory<M> factory) {
        return new Props<>(factory, Dispatcher.SHARED, RestartType.TRANSIENT, null, null);
    }

    /// Runs on virtual threads, so that waiting in `receive` parks this actor only.
    public Props<M> blocking() {
        return dispatcher(Dispatcher.BLOCKING);
    }

    /// Runs on this dispatcher.
    public Props<M> dispatcher(Dispatcher dispatcher) {
        return new Props<>(factory, dispatcher, restartType, kind, interceptor);
    }

    /// Comes back as this says; [RestartType#TRANSIENT] by default.
    public Props<M> restartType(RestartType restartType) {
        return new Props<>(factory, dispatcher, restartType, kind, interceptor);
    }

    /// The name under which such actors are counted; by default the class of their behavior.
    public Props<M> kind(String kind) {
        return new Props<>(factory, dispatcher, restartType, requireNonNull(kind, "kind"), interceptor);
    }

    /// For the rooms above: sees every message of such actors before their behavior does. Replaces an earlier one.
    public Props<M> intercept(Interceptor<M> interceptor) {
        return new Props<>(factory, dispatcher, restartType, kind, requireNonNull(interceptor, "interceptor"));
    }

    BehaviorFactory<M> factory() {
        return factory;
    }

    Dispatcher dispatcher() {
        return dispatcher;
    }

    RestartType restartType() {
        return restartType;
    }

    Optional<String> kind() {
        return Optional.ofNullable(kind);
    }

    @Nullable
    Interceptor<M> interceptor() {
        return interceptor;
    }

    /// This recipe as it is carried out in one system.
    Recipe<M> resolve(ActorSystem system) {
        var recipe = resolved;
        if (recipe == null || recipe.system != system) {
            recipe = new Recipe<>(system, this);
            resolved = recipe;
        }
        return recipe;
    }
}
