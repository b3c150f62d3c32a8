package dev.understudy.actor;

import dev.understudy.actor.internal.Interceptor;
import org.jspecify.annotations.Nullable;

/// [Props] as carried out in one system; shared by all actors made from them. Thread-safe.
final class Recipe<M> {

    final ActorSystem system;
    final Props<M> props;
    final BehaviorFactory<M> factory;
    final Dispatch dispatch;
    final RestartType restartType;
    final @Nullable Interceptor<M> interceptor;
    private final @Nullable Mailbox<? super M> mailbox;

    /// Resolved when the first such actor has a behavior, as it is named after its class; a race resolves it twice
    /// to the same.
    private @Nullable ActorKind kind;

    Recipe(ActorSystem system, Props<M> props) {
        this.system = system;
        this.props = props;
        this.factory = props.factory();
        this.dispatch = system.dispatch(props.dispatcher());
        this.restartType = props.restartType();
        this.interceptor = props.interceptor();
        this.mailbox = props.mailbox();
    }

    /// A new actor, not scheduled yet.
    @SuppressWarnings("ReferenceEquality") // a cell is itself and nothing else
    ActorCell<M> cell(ActorCell<?> parent, @Nullable String name) {
        var standIn = props.standIn();
        if (standIn != null) {
            return new StandInCell<>(this, parent, name, standIn);
        }
        var copier = parent.copies() || parent == system.userGuardian() ? system.copier() : null;
        return mailbox == null && copier == null
                ? new ActorCell<>(this, parent, name)
                : new BacklogCell<>(this, parent, name, mailbox == null ? Mailbox.counted() : mailbox, copier);
    }

    /// What actors of this recipe are counted under.
    ActorKind kind() {
        var known = kind;
        return known != null ? known : system.kinds().unknown();
    }

    void kindFrom(Behavior<M> behavior) {
        if (kind == null) {
            kind = system.kinds().named(props.kind().orElseGet(() -> nameOf(behavior.getClass())));
        }
    }

    /// Of a lambda, what encloses it.
    private static String nameOf(Class<?> type) {
        var name = type.getName();
        int lambda = name.indexOf("$$Lambda");
        return lambda < 0 ? name : name.substring(0, lambda);
    }
}
