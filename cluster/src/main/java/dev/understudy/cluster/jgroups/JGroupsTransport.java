package dev.understudy.cluster.jgroups;

import dev.understudy.cluster.ChannelKind;
import dev.understudy.cluster.ClusterException;
import dev.understudy.cluster.ClusterNotFormedException;
import dev.understudy.cluster.ClusterStartException;
import dev.understudy.cluster.Flow;
import dev.understudy.cluster.FrameTooLargeException;
import dev.understudy.cluster.Incarnation;
import dev.understudy.cluster.Member;
import dev.understudy.cluster.ProcessIdentity;
import dev.understudy.cluster.SendResult;
import dev.understudy.cluster.Transport;
import dev.understudy.cluster.TransportConfig;
import dev.understudy.cluster.TransportCounters;
import dev.understudy.cluster.TransportListener;
import dev.understudy.cluster.View;
import dev.understudy.cluster.internal.Counters;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.jgroups.JChannel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The [Transport] of production: two JGroups channels, each a stack of its own, and above them what JGroups
/// lacks.
///
/// *Who does what.* The *control loop* is one thread that owns the [Roster], publishes views and delivers control
/// frames. Each peer has a writer for each channel ([Outbound]) and a reader for data ([Inbound]). JGroups' own
/// threads only enqueue: they also carry acknowledgements and install views, and whoever holds them up stops the
/// cluster.
///
/// *The way of a frame:* [#send] copies it into the bundle at the tail of the peer's queue; the writer sends the
/// bundle when there is credit; JGroups delivers it in order; the peer's reader takes it apart, hands frames to
/// the listener and reports what it consumed, over the control channel, where it doesn't queue behind data.
///
/// *The way of a failure:* JGroups excludes a member and calls `viewAccepted` under a lock of its own; the loop
/// learns of it, closes the links, publishes the view. Frames of that member that arrive later are dropped,
/// whatever JGroups' windows still deliver after a merge: they carry an old generation.
///
/// *Locks:* none are held while calling JGroups or the listener.
public final class JGroupsTransport implements Transport {
    /// How long [#close] waits for queued frames to leave.
    private static final Duration FLUSH = Duration.ofMillis(500);
    /// How long joining may take. It takes half a second for the first node, and up to the failure detection's
    /// time-out when the coordinator has just died.
    private static final Duration JOIN_TIMEOUT = Duration.ofSeconds(30);

    private static final Logger log = LoggerFactory.getLogger(JGroupsTransport.class);

    private enum State {
        NEW,
        RUNNING,
        CLOSED
    }

    private final TransportConfig config;
    private final Member self;
    private final Counters counters = new Counters();
    private final AtomicReference<State> state = new AtomicReference<>(State.NEW);

    /// What exists while it runs.
    private volatile @Nullable Running running;

    /// A transport that is not started yet.
    ///
    /// @param random draws the incarnation; must not repeat itself from one start to the next, so not seeded
    public JGroupsTransport(TransportConfig config, RandomGenerator random) {
        this.config = config;
        self = new Member(
                Incarnation.random(random),
                config.memberName(),
                ChannelFactory.endpoint(config).toString(),
                config.role(),
                config.zone(),
                config.weight(),
                LibraryVersion.CURRENT,
                config.contract(),
                ProcessIdentity.current());
    }

    @Override
    public void start(TransportListener listener) {
        if (!state.compareAndSet(State.NEW, State.RUNNING)) {
            throw new IllegalStateException("a transport starts once, and this one of " + self + " is " + state.get());
        }
        try {
            var threads = new Threads(config.memberName());
            var doorman = new Doorman(counters);
            var channels = new Channels(config, self.incarnation(), doorman, threads);
            var loop = new ControlLoop(config, self, listener, channels, counters, threads);
            var loopback = new Loopback(self, listener, threads.reader("self"), loop.executor(), config);
            var started = new Running(channels, loop, loopback);
            running = started;
            View first = join(started, doorman);
            log.info("{} joined cluster '{}': {}", self, config.cluster(), first);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    @Override
    public Member self() {
        return self;
    }

    @Override
    public View view() {
        Running now = running;
        View view = now == null ? null : now.loop.view();
        if (view == null) {
            throw new IllegalStateException("transport of " + self + " has no view before it is started");
        }
        return view;
    }

    @Override
    public View awaitFormed(Duration timeout) {
        View soFar = view();
        Running now = Objects.requireNonNull(running, "whoever has a view is running");
        try {
            await(now.loop.formed(), timeout, "waiting for the cluster to form");
            return view();
        } catch (TimeoutException _) {
            throw new ClusterNotFormedException(
                    config.expect(),
                    Objects.requireNonNullElse(now.loop.view(), soFar),
                    timeout,
                    now.channels.describeDiscovery());
        }
    }

    @Override
    public int maxFrameBytes(ChannelKind channel) {
        return config.flow(channel).maxFrameBytes();
    }

    @Override
    public SendResult send(Member to, ChannelKind channel, ByteBuffer bytes) {
        Flow flow = config.flow(channel);
        if (bytes.remaining() > flow.maxFrameBytes()) {
            throw new FrameTooLargeException(to, channel, bytes.remaining(), flow.maxFrameBytes());
        }
        Running now = running;
        if (now == null || state.get() != State.RUNNING) {
            return SendResult.UNKNOWN_MEMBER;
        }
        if (to.equals(self)) {
            return now.loopback.send(channel, bytes);
        }
        Peer peer = now.loop.peer(to.incarnation());
        if (peer == null || !peer.isAdmitted()) {
            return SendResult.UNKNOWN_MEMBER;
        }
        return peer.out(channel).offer(bytes) ? SendResult.ACCEPTED : SendResult.BUSY;
    }

    @Override
    public TransportCounters counters() {
        return counters.snapshot(queued(ChannelKind.CONTROL), queued(ChannelKind.DATA));
    }

    @Override
    public void close() {
        if (state.getAndSet(State.CLOSED) == State.CLOSED) {
            return;
        }
        Running now = running;
        if (now != null) {
            Collection<Peer> peers = now.loop.peers();
            peers.forEach(peer -> peer.out(ChannelKind.CONTROL).say(Outbound.Urgent.GOODBYE, Wire.goodbye()));
            flush(peers);
            now.channels.close();
            now.loop.close(new ClusterStartException("transport of " + self + " was closed"));
            now.loopback.close();
        }
    }

    /// A channel of the running transport, for tests that cut it.
    JChannel channel(ChannelKind kind) {
        return Objects.requireNonNull(running, "not started").channels.channel(kind);
    }

    private View join(Running started, Doorman doorman) {
        String doing = "joining cluster '" + config.cluster() + "'";
        try {
            await(started.channels.connect(Ear.of(started.loop, counters), started.loop), JOIN_TIMEOUT, doing);
            started.loop.start(doorman);
            return await(started.loop.joined(), JOIN_TIMEOUT.plus(config.introductionTimeout()), doing);
        } catch (TimeoutException e) {
            throw new ClusterStartException(
                    "%s has not joined cluster '%s' within %s; looked for members by %s"
                            .formatted(self, config.cluster(), JOIN_TIMEOUT, started.channels.describeDiscovery()),
                    e);
        }
    }

    private static <T> T await(CompletableFuture<T> future, Duration timeout, String doing) throws TimeoutException {
        try {
            return future.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            Throwable failure = Objects.requireNonNullElse(e.getCause(), e);
            throw failure instanceof ClusterException known
                    ? known
                    : new ClusterStartException(doing + " failed: " + failure, failure);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterStartException("interrupted while " + doing, e);
        }
    }

    private long queued(ChannelKind channel) {
        Running now = running;
        return now == null
                ? 0
                : now.loop.peers().stream()
                        .mapToLong(peer -> peer.out(channel).queuedBytes())
                        .sum();
    }

    private static void flush(Collection<Peer> peers) {
        long left = FLUSH.toNanos();
        try {
            for (Peer peer : peers) {
                for (Outbound out : peer.outs()) {
                    left = out.drain(left);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // leave at once, then
        }
    }

    private record Running(Channels channels, ControlLoop loop, Loopback loopback) {}
}
