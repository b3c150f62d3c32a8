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

/// One child of this node whose parent is elsewhere, with its [ChildHost]. Under the lock of [Postings],
/// but for what it hears of the child.
final class Hosting implements ChildLife {
    /// A posting, by whose it is.
    record Id(Member parent, long number) {}

    private final Postings postings;
    private final ChildOrder.Spawn spawn;
    private final @Nullable Props<?> props;
    private final String refusal;
    private Id id;
    private Optional<Claim> claim;
    private ChildHost host = new ChildHost();
    private @Nullable HostedChild<?> child;
    private ChildNews.@Nullable Gone goneWithTheNode;
    private long ref;
    private boolean isToStop;
    private int toldLoad;

    private Hosting(Postings postings, Id id, ChildOrder.Spawn spawn, @Nullable Props<?> props, String refusal) {
        this.postings = postings;
        this.id = id;
        this.spawn = spawn;
        this.claim = Optional.ofNullable(spawn.claim());
        this.props = props;
        this.refusal = refusal;
    }

    /// @param props how to make it
    static Hosting of(Postings postings, Id id, ChildOrder.Spawn spawn, Props<?> props) {
        return new Hosting(postings, id, spawn, props, "");
    }

    /// One that is not made.
    static Hosting refused(Postings postings, Id id, ChildOrder.Spawn spawn, String why) {
        return new Hosting(postings, id, spawn, null, why);
    }

    Id id() {
        return id;
    }

    ChildHost host() {
        return host;
    }

    /// By what a parent that comes back knows it; empty if its parent doesn't.
    Optional<Claim> claim() {
        return claim;
    }

    boolean isRefused() {
        return props == null;
    }

    /// The same posting, not made.
    Hosting refused(String why) {
        return refused(postings, id, spawn, why);
    }

    /// Whether the parent of another posting is this one's, come back, and finds it as it was.
    boolean mayBeTakenUpBy(Hosting other) {
        return host.isRunning() && spawn.recipe().equals(other.spawn.recipe());
    }

    /// Whether it runs, and is the child of an earlier activation of the parent with this claim.
    boolean isOf(Claim later) {
        return host.isRunning()
                && claim.filter(known -> known.epoch() < later.epoch()).isPresent();
    }

    /// Serves another posting from now on.
    void takenUpBy(Hosting other) {
        id = other.id;
        claim = other.claim;
        host = new ChildHost();
    }

    void obey(ChildOrder order) {
        var known = child;
        if (order instanceof ChildOrder.Spawn) {
            if (known == null) {
                spawn().ifPresent(refused -> postings.perform(this, host.heard(refused)));
            } else {
                postings.perform(this, host.heard(new ChildNews.Started(ref))); // taken up, and runs already
            }
        } else if (goneWithTheNode != null) {
            if (order instanceof ChildOrder.Stop) {
                postings.perform(this, host.heard(goneWithTheNode));
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

    private Optional<ChildNews> spawn() {
        if (props == null) {
            return Optional.of(new ChildNews.Refused(refusal));
        }
        var name = "%d-%s-%s".formatted(id.number(), id.parent(), spawn.name()).replace('/', '_');
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
