package dev.understudy.remoting;

import dev.understudy.actor.Props;
import dev.understudy.actor.Signal;
import dev.understudy.actor.StoppedItselfException;
import dev.understudy.actor.internal.ChildLife;
import dev.understudy.actor.internal.HostedChild;
import dev.understudy.actor.internal.InternalRef;
import dev.understudy.serialization.RemoteFailure;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One child of this node whose parent is elsewhere. Under the lock of [Postings], but for what it hears of the child.
final class Hosting implements ChildLife {
    private final Postings postings;
    private final String name;
    private final Props<?> props;
    private @Nullable HostedChild<?> child;
    private long ref;
    private int toldLoad;

    /// @param props how to make it
    Hosting(Postings postings, String name, Props<?> props) {
        this.postings = postings;
        this.name = name;
        this.props = props;
    }

    /// Carries out an order.
    ///
    /// @return what is known at once to come of it
    Optional<ChildNews> obey(ChildOrder order) {
        var known = child;
        if (order instanceof ChildOrder.Spawn) {
            return known == null ? spawn() : Optional.of(new ChildNews.Started(ref)); // taken up, and runs already
        }
        if (known != null) {
            switch (order) {
                case ChildOrder.Resume() -> known.resume();
                case ChildOrder.Halt(var failure) -> known.halt(failure.toException());
                case ChildOrder.Recreate() -> known.recreate();
                case ChildOrder.Stop() -> known.stop();
                case ChildOrder.Spawn _ -> throw new IllegalStateException("handled above");
            }
        }
        return Optional.empty();
    }

    private Optional<ChildNews> spawn() {
        HostedChild<?> made;
        try {
            made = postings.remoting().system().internals().host(name, props, this);
        } catch (IllegalStateException closing) {
            return Optional.of(new ChildNews.Refused("the node is leaving"));
        }
        child = made;
        ref = postings.remoting().exports().export(InternalRef.of(made.ref()));
        return Optional.empty();
    }

    /// How much the child has to do now.
    int load() {
        var known = child;
        return known == null ? 0 : ReplicatedRegister.loadOf(known.ref());
    }

    /// Whether the parent's node was told another load; notes that it is told this one.
    boolean hasNewLoad() {
        int now = load();
        boolean isNew = now != toldLoad;
        toldLoad = now;
        return isNew;
    }

    // ---- what becomes of the child, told in its guardian's turns

    @Override
    public void started() {
        postings.heard(this, () -> new ChildNews.Started(ref));
    }

    @Override
    public void failed(Throwable failure, boolean hasBehavior) {
        var news =
                new ChildNews.Failed(RemoteFailure.of(failure), hasBehavior, failure instanceof StoppedItselfException);
        postings.heard(this, () -> news);
    }

    @Override
    public void halted() {
        postings.heard(this, ChildNews.Halted::new);
    }

    @Override
    public void gone(Signal.Cause cause) {
        var news = new ChildNews.Gone(
                cause instanceof Signal.Cause.Failed(var failure) ? RemoteFailure.of(failure) : null);
        postings.heard(this, () -> news);
    }

    @Override
    public String toString() {
        return name;
    }
}
