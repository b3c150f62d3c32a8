package dev.understudy.cluster.internal;

import dev.understudy.cluster.ChannelKind;
import dev.understudy.cluster.ClusterNotFormedException;
import dev.understudy.cluster.ClusterStartException;
import dev.understudy.cluster.DeathProof;
import dev.understudy.cluster.DropReason;
import dev.understudy.cluster.Flow;
import dev.understudy.cluster.Frame;
import dev.understudy.cluster.FrameTooLargeException;
import dev.understudy.cluster.Incarnation;
import dev.understudy.cluster.Member;
import dev.understudy.cluster.ProcessIdentity;
import dev.understudy.cluster.SendResult;
import dev.understudy.cluster.StartGate;
import dev.understudy.cluster.Transport;
import dev.understudy.cluster.TransportConfig;
import dev.understudy.cluster.TransportCounters;
import dev.understudy.cluster.TransportListener;
import dev.understudy.cluster.View;
import dev.understudy.cluster.ViewChange;
import dev.understudy.cluster.ViewId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// One node's end of an [InMemoryNetwork]. Installing views and delivering frames belong to the thread that steps
/// the network, the rest is open to any.
final class InMemoryTransport implements Transport {
    // of the network, under its lock
    boolean isFrozen;
    final List<InMemoryNetwork.Event> held = new ArrayList<>();
    /// Members that left this one out of their view while it had them in its own.
    final Set<Incarnation> forgottenBy = new HashSet<>();

    private final InMemoryNetwork network;
    private final TransportConfig config;
    private final Member self;
    private final StartGate gate;
    private final Set<Incarnation> met = new HashSet<>();
    private final CompletableFuture<View> formed = new CompletableFuture<>();
    private final Counters counters = new Counters();
    private volatile @Nullable TransportListener listener;
    private volatile @Nullable View view;
    private volatile boolean isStopped;

    InMemoryTransport(InMemoryNetwork network, TransportConfig config, Incarnation incarnation) {
        this.network = network;
        this.config = config;
        gate = new StartGate(config.expect());
        self = new Member(
                incarnation,
                config.memberName(),
                "memory:" + config.memberName(),
                config.role(),
                config.zone(),
                config.weight(),
                "in memory",
                config.contract(),
                new ProcessIdentity("", 0, 0, 0));
    }

    @Override
    public void start(TransportListener newListener) {
        if (listener != null || isStopped) {
            throw new IllegalStateException("a transport starts once, and this one of " + self + " has been used");
        }
        listener = newListener;
        observe(network.join(this));
    }

    /// Takes its first view. Called with the network's lock held, so that no later view comes before it.
    void begin(View first) {
        view = first;
        first.members().forEach(member -> met.add(member.incarnation()));
    }

    @Override
    public Member self() {
        return self;
    }

    @Override
    public View view() {
        View current = view;
        if (current == null) {
            throw new IllegalStateException("transport of " + self + " has no view before it is started");
        }
        return current;
    }

    @Override
    public View awaitFormed(Duration timeout) {
        try {
            formed.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            return view();
        } catch (TimeoutException _) {
            throw new ClusterNotFormedException(config.expect(), view(), timeout, "this JVM's memory");
        } catch (ExecutionException e) {
            throw new ClusterStartException("transport of " + self + " was closed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterStartException("interrupted while waiting for the cluster to form", e);
        }
    }

    @Override
    public int maxFrameBytes(ChannelKind channel) {
        return config.flow(channel).maxFrameBytes();
    }

    @Override
    public SendResult send(Member to, ChannelKind channel, ByteBuffer bytes) {
        Flow flow = config.flow(channel);
        int length = bytes.remaining();
        if (length > flow.maxFrameBytes()) {
            throw new FrameTooLargeException(to, channel, length, flow.maxFrameBytes());
        }
        View current = view;
        if (isStopped || current == null || !current.contains(to)) {
            return SendResult.UNKNOWN_MEMBER;
        }
        SendResult result = network.send(this, to, channel, flow, bytes);
        if (result == SendResult.ACCEPTED) {
            counters.of(channel).sent(1, length);
        } else {
            counters.of(channel).refused();
        }
        return result;
    }

    @Override
    public TransportCounters counters() {
        return counters.snapshot(0, 0);
    }

    @Override
    public void close() {
        stop();
        network.leave(this);
    }

    /// Ends it without telling anybody.
    InMemoryTransport stop() {
        isStopped = true;
        formed.completeExceptionally(new ClusterStartException("transport of " + self + " was closed"));
        return this;
    }

    /// Takes a view.
    ///
    /// @param forgotten members of it that have left this one out meanwhile: they leave and come back, as what
    ///     they sent and were sent meanwhile is lost
    void install(View next, Set<Incarnation> forgotten) {
        View before = view();
        List<Member> kept = before.members().stream()
                .filter(member -> !forgotten.contains(member.incarnation()) || !next.contains(member))
                .toList();
        if (kept.size() < before.members().size()) {
            change(new View(
                    new ViewId(
                            before.id().creator(),
                            before.id().number(),
                            before.id().revision() + 1),
                    kept));
        }
        change(next);
    }

    private void change(View next) {
        View before = view();
        TransportListener told = listener;
        if (isStopped || told == null || before.members().equals(next.members())) {
            return;
        }
        ViewChange compared = ViewChange.between(before, next, false);
        // whoever comes back under an incarnation that was here before comes from the other side of a partition
        boolean isMerge = compared.joined().stream().anyMatch(member -> met.contains(member.incarnation()));
        next.members().forEach(member -> met.add(member.incarnation()));
        view = next;
        network.leftOut(self, compared.left());
        told.viewChanged(new ViewChange(before, next, compared.joined(), compared.left(), isMerge));
        observe(next);
    }

    void arrive(Member from, ChannelKind channel, ByteBuffer bytes) {
        TransportListener told = listener;
        if (isStopped || told == null) {
            return;
        }
        if (!view().contains(from)) {
            dropped(DropReason.NOT_A_MEMBER);
            return;
        }
        counters.of(channel).receivedBundle();
        counters.of(channel).received(bytes.remaining());
        told.received(new Frame(from, channel, bytes));
    }

    /// A process that it was connected with is gone.
    void lost(Member dead) {
        TransportListener told = listener;
        if (isStopped || told == null || !met.contains(dead.incarnation())) {
            return;
        }
        told.suspected(dead);
        if (config.certificates().accept(DeathProof.PROCESS)) {
            told.died(dead, DeathProof.PROCESS);
        }
    }

    void dropped(DropReason reason) {
        counters.drop(reason, 1);
    }

    private void observe(View now) {
        TransportListener told = listener;
        if (told != null && gate.observe(now, network.hasFormed(now))) {
            told.formed(now);
            formed.complete(now);
        }
    }

    boolean hasFormed() {
        return formed.isDone() && !formed.isCompletedExceptionally();
    }
}
