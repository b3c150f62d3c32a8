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

    private final Parts<M> parts;

    /// The recipe as some system resolved it last; a cache, so races are harmless.
    private @Nullable Recipe<M> resolved;

    private Props(Parts<M> parts) {
        this.parts = parts;
    }

    /// What a recipe says; null where it leaves the default.
    private record Parts<M>(
            BehaviorFactory<M> factory,
            Dispatcher dispatcher,
            RestartType restartType,
            @Nullable Mailbox<? super M> mailbox,
            @Nullable String kind,
            @Nullable Interceptor<M> interceptor) {}

    /// An event-driven actor on the shared workers with an unbounded mailbox.
    public static <M> Props<M> of(BehaviorFactory<M> factory) {
        return new Props<>(new Parts<>(
                requireNonNull(factory, "factory"), Dispatcher.SHARED, RestartType.TRANSIENT, null, null, null));
    }

    /// Runs on virtual threads, so that waiting in `receive` parks this actor only.
    public Props<M> blocking() {
        return dispatcher(Dispatcher.BLOCKING);
    }

    /// Runs on this dispatcher.
    public Props<M> dispatcher(Dispatcher dispatcher) {
        return new Props<>(new Parts<>(
                parts.factory,
                requireNonNull(dispatcher, "dispatcher"),
                parts.restartType,
                parts.mailbox,
                parts.kind,
                parts.interceptor));
    }

    /// Comes back as this says; [RestartType#TRANSIENT] by default.
    public Props<M> restartType(RestartType restartType) {
        return new Props<>(new Parts<>(
                parts.factory,
                parts.dispatcher,
                requireNonNull(restartType, "restartType"),
                parts.mailbox,
                parts.kind,
                parts.interceptor));
    }

    /// Its messages wait like this; without bound and in order of arrival by default.
    public Props<M> mailbox(Mailbox<? super M> mailbox) {
        return new Props<>(new Parts<>(
                parts.factory,
                parts.dispatcher,
                parts.restartType,
                requireNonNull(mailbox, "mailbox"),
                parts.kind,
                parts.interceptor));
    }

    /// The name under which such actors are counted; by default the class of their behavior.
    public Props<M> kind(String kind) {
        return new Props<>(new Parts<>(
                parts.factory,
                parts.dispatcher,
                parts.restartType,
                parts.mailbox,
                requireNonNull(kind, "kind"),
                parts.interceptor));
    }

    /// For the rooms above: sees every message of such actors before their behavior does. Replaces an earlier one.
    public Props<M> intercept(Interceptor<M> interceptor) {
        return new Props<>(new Parts<>(
                parts.factory,
                parts.dispatcher,
                parts.restartType,
                parts.mailbox,
                parts.kind,
                requireNonNull(interceptor, "interceptor")));
    }

    BehaviorFactory<M> factory() {
        return parts.factory;
    }

    Dispatcher dispatcher() {
        return parts.dispatcher;
    }

    RestartType restartType() {
        return parts.restartType;
    }

    @Nullable
    Mailbox<? super M> mailbox() {
        return parts.mailbox;
    }

    Optional<String> kind() {
        return Optional.ofNullable(parts.kind);
    }

    @Nullable
    Interceptor<M> interceptor() {
        return parts.interceptor;
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
