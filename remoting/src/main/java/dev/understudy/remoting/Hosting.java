package dev.understudy.remoting;

import dev.understudy.actor.Props;
import dev.understudy.actor.Signal;
import dev.understudy.actor.StoppedItselfException;
import dev.understudy.actor.internal.ChildLife;
import dev.understudy.actor.internal.HostedChild;
import dev.understudy.actor.internal.InternalRef;
import dev.understudy.cluster.Member;
import dev.understudy.serialization.RemoteFailure;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One child of this node whose parent is elsewhere, with its [ChildHost]. Under the lock of [RemoteChildren],
/// but for what it hears of the child.
final class Hosting implements ChildLife {
    /// A posting, by whose it is.
    record Id(Member parent, long number) {}

    private final RemoteChildren children;
    final Id id;
    final ChildHost host = new ChildHost();
    private final @Nullable Props<?> props;
    private final String refusal;
    private @Nullable HostedChild<?> child;
    private ChildNews.@Nullable Gone goneWithTheNode;
    private long ref;
    private boolean isToStop;
    private int toldLoad;

    /// @param props how to make it; null to refuse it
    /// @param refusal why it is refused
    Hosting(RemoteChildren children, Id id, @Nullable Props<?> props, String refusal) {
        this.children = children;
        this.id = id;
        this.props = props;
        this.refusal = refusal;
    }

    void obey(ChildOrder order) {
        var known = child;
        if (order instanceof ChildOrder.Spawn spawn) {
            spawn(spawn).ifPresent(refused -> children.perform(this, host.heard(refused)));
        } else if (goneWithTheNode != null) {
            if (order instanceof ChildOrder.Stop) {
                children.perform(this, host.heard(goneWithTheNode));
            }
        } else if (known != null) {
            switch (order) {
                case ChildOrder.Resume() -> known.resume();
                case ChildOrder.Halt(var failure) -> known.halt(failure.toException());
                case ChildOrder.Recreate() -> known.recreate();
                case ChildOrder.Stop() -> {
                    isToStop = true;
                    known.stop();
                }
                case ChildOrder.Spawn _ -> throw new IllegalStateException("handled above");
            }
        }
    }

    private Optional<ChildNews> spawn(ChildOrder.Spawn spawn) {
        if (props == null) {
            return Optional.of(new ChildNews.Refused(refusal));
        }
        var name = "%d-%s-%s".formatted(id.number(), id.parent(), spawn.name()).replace('/', '_');
        HostedChild<?> made;
        try {
            made = children.remoting().system().internals().host(name, props, this);
        } catch (IllegalStateException closing) {
            return Optional.of(new ChildNews.Refused("the node is leaving"));
        }
        child = made;
        ref = children.remoting().exports().export(InternalRef.of(made.ref()));
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
        children.heard(this, () -> new ChildNews.Started(ref));
    }

    @Override
    public void failed(Throwable failure, boolean hasBehavior) {
        var news =
                new ChildNews.Failed(RemoteFailure.of(failure), hasBehavior, failure instanceof StoppedItselfException);
        children.heard(this, () -> news);
    }

    @Override
    public void halted() {
        children.heard(this, ChildNews.Halted::new);
    }

    @Override
    public void gone(Signal.Cause cause) {
        var news = new ChildNews.Gone(
                cause instanceof Signal.Cause.Failed(var failure) ? RemoteFailure.of(failure) : null);
        children.heard(this, () -> news);
    }

    /// This node is leaving, and the child has ended with it. To its parent that is the loss of the node, unless it
    /// still wants the child to stop.
    void goneWithTheNode(ChildNews.Gone gone) {
        goneWithTheNode = gone;
    }

    /// Whether its parent wanted it to stop.
    boolean isToStop() {
        return isToStop;
    }

    @Override
    public String toString() {
        return "posting %d of %s, %s".formatted(id.number(), id.parent(), host);
    }
}
