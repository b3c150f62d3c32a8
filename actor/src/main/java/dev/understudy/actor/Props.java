package dev.understudy.actor;

import static java.util.Objects.requireNonNull;

import dev.understudy.actor.internal.Interceptor;
import dev.understudy.actor.internal.StandIn;
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
            @Nullable Interceptor<M> interceptor,
            StandIn.@Nullable Factory<M> standIn) {

        Parts<M> dispatcher(Dispatcher next) {
            return new Parts<>(factory, next, restartType, mailbox, kind, interceptor, standIn);
        }

        Parts<M> restartType(RestartType next) {
            return new Parts<>(factory, dispatcher, next, mailbox, kind, interceptor, standIn);
        }

        Parts<M> mailbox(Mailbox<? super M> next) {
            return new Parts<>(factory, dispatcher, restartType, next, kind, interceptor, standIn);
        }

        Parts<M> kind(String next) {
            return new Parts<>(factory, dispatcher, restartType, mailbox, next, interceptor, standIn);
        }

        Parts<M> interceptor(Interceptor<M> next) {
            return new Parts<>(factory, dispatcher, restartType, mailbox, kind, next, standIn);
        }
    }

    /// An event-driven actor on the shared workers with an unbounded mailbox.
    public static <M> Props<M> of(BehaviorFactory<M> factory) {
        return new Props<>(new Parts<>(
                requireNonNull(factory, "factory"), Dispatcher.SHARED, RestartType.TRANSIENT, null, null, null, null));
    }

    /// For the rooms above: an actor that runs elsewhere, and a stand-in for it here.
    public static <M> Props<M> elsewhere(StandIn.Factory<M> standIn) {
        BehaviorFactory<M> none = context -> {
            throw new IllegalStateException("a bug of the library: " + context.self() + " behaves elsewhere");
        };
        return new Props<>(new Parts<>(
                none, Dispatcher.SHARED, RestartType.TRANSIENT, null, null, null, requireNonNull(standIn, "standIn")));
    }

    /// Runs on virtual threads, so that waiting in `receive` parks this actor only.
    public Props<M> blocking() {
        return dispatcher(Dispatcher.BLOCKING);
    }

    /// Runs on this dispatcher.
    public Props<M> dispatcher(Dispatcher dispatcher) {
        return new Props<>(parts.dispatcher(requireNonNull(dispatcher, "dispatcher")));
    }

    /// Comes back as this says; [RestartType#TRANSIENT] by default.
    public Props<M> restartType(RestartType restartType) {
        return new Props<>(parts.restartType(requireNonNull(restartType, "restartType")));
    }

    /// Its messages wait like this; without bound and in order of arrival by default.
    public Props<M> mailbox(Mailbox<? super M> mailbox) {
        return new Props<>(parts.mailbox(requireNonNull(mailbox, "mailbox")));
    }

    /// The name under which such actors are counted; by default the class of their behavior.
    public Props<M> kind(String kind) {
        return new Props<>(parts.kind(requireNonNull(kind, "kind")));
    }

    /// For the rooms above: sees every message of such actors before their behavior does. Replaces an earlier one.
    public Props<M> intercept(Interceptor<M> interceptor) {
        return new Props<>(parts.interceptor(requireNonNull(interceptor, "interceptor")));
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

    StandIn.@Nullable Factory<M> standIn() {
        return parts.standIn;
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
