package dev.understudy.cluster.jgroups;

import dev.understudy.cluster.ChannelKind;
import dev.understudy.cluster.ClusterException;
import dev.understudy.cluster.ClusterNotFormedException;
import dev.understudy.cluster.ClusterStartException;
import dev.understudy.cluster.DropReason;
import dev.understudy.cluster.Flow;
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
import dev.understudy.cluster.internal.Counters;
import dev.understudy.cluster.jgroups.Roster.Action;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jgroups.Address;
import org.jgroups.BytesMessage;
import org.jgroups.JChannel;
import org.jgroups.MergeView;
import org.jgroups.Message;
import org.jgroups.Receiver;
import org.jgroups.util.MessageBatch;
import org.jgroups.util.UUID;
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
    private static final Logger log = LoggerFactory.getLogger(JGroupsTransport.class);

    /// How often hellos are repeated to those who haven't answered.
    private static final Duration TICK = Duration.ofMillis(200);
    /// How long [#close] waits for queued frames to leave.
    private static final Duration FLUSH = Duration.ofMillis(500);
    /// How long joining may take. It takes half a second for the first node, and up to the failure detection's
    /// time-out when the coordinator has just died.
    private static final Duration JOIN_TIMEOUT = Duration.ofSeconds(30);

    private enum State {
        NEW,
        RUNNING,
        CLOSED
    }

    private final TransportConfig config;
    private final Member self;
    private final Counters counters = new Counters();
    private final Threads threads;
    private final ScheduledExecutorService loop;
    private final ChannelFactory factory;
    private final AtomicReference<State> state = new AtomicReference<>(State.NEW);
    private final ConcurrentMap<Incarnation, Peer> peers = new ConcurrentHashMap<>();
    private final CompletableFuture<View> joined = new CompletableFuture<>();
    private final CompletableFuture<View> formed = new CompletableFuture<>();

    // of the control loop
    private final Roster roster;
    private final StartGate gate;

    private volatile @Nullable View view;
    private volatile @Nullable TransportListener listener;
    private volatile @Nullable Loopback loopback;
    private volatile @Nullable JChannel control;
    private volatile @Nullable JChannel data;

    /// A transport that is not started yet.
    ///
    /// @param random draws the incarnation; must not repeat itself from one start to the next, so not seeded
    public JGroupsTransport(TransportConfig config, RandomGenerator random) {
        this.config = config;
        self = new Member(
                Incarnation.random(random),
                config.memberName(),
                config.bindAddress() + ":" + config.port(),
                config.role(),
                config.zone(),
                config.weight(),
                LibraryVersion.CURRENT,
                config.contract(),
                ProcessIdentity.current());
        threads = new Threads(config.memberName());
        loop = threads.loop();
        factory = new ChannelFactory(config, self.incarnation());
        roster = new Roster(self);
        gate = new StartGate(config.expect());
    }

    @Override
    public void start(TransportListener newListener) {
        if (!state.compareAndSet(State.NEW, State.RUNNING)) {
            throw new IllegalStateException("a transport starts once, and this one of " + self + " is " + state.get());
        }
        listener = newListener;
        loopback = new Loopback(self, newListener, threads.reader("self"), loop, config);
        try {
            JChannel controlChannel = factory.create(ChannelKind.CONTROL);
            control = controlChannel.setReceiver(new Ear(ChannelKind.CONTROL));
            JChannel dataChannel = factory.create(ChannelKind.DATA);
            data = dataChannel.setReceiver(new Ear(ChannelKind.DATA));
            join(controlChannel, dataChannel);
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
        View now = view;
        if (now == null) {
            throw new IllegalStateException("transport of " + self + " has no view before it is started");
        }
        return now;
    }

    @Override
    public View awaitFormed(Duration timeout) {
        try {
            formed.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            return view();
        } catch (TimeoutException _) {
            throw new ClusterNotFormedException(config.expect(), view(), timeout, factory.describeDiscovery());
        } catch (ExecutionException e) {
            throw asClusterException("while waiting for the cluster to form", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterStartException("interrupted while waiting for the cluster to form", e);
        }
    }

    @Override
    public SendResult send(Member to, ChannelKind channel, ByteBuffer bytes) {
        Flow flow = flow(channel);
        if (bytes.remaining() > flow.maxFrameBytes()) {
            throw new FrameTooLargeException(to, channel, bytes.remaining(), flow.maxFrameBytes());
        }
        if (state.get() != State.RUNNING) {
            return SendResult.UNKNOWN_MEMBER;
        }
        Loopback toSelf = loopback;
        if (toSelf != null && to.equals(self)) {
            return toSelf.send(channel, bytes);
        }
        Peer peer = peers.get(to.incarnation());
        if (peer == null || peer.member() == null) {
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
        State before = state.getAndSet(State.CLOSED);
        if (before == State.CLOSED) {
            return;
        }
        if (before == State.RUNNING) {
            flush();
            leave(control);
            leave(data);
        }
        loop.shutdownNow();
        peers.values().forEach(Peer::close);
        Loopback toSelf = loopback;
        if (toSelf != null) {
            toSelf.close();
        }
        var closed = new ClusterStartException("transport of " + self + " was closed");
        joined.completeExceptionally(closed);
        formed.completeExceptionally(closed);
    }

    private Flow flow(ChannelKind channel) {
        return switch (channel) {
            case CONTROL -> config.control();
            case DATA -> config.data();
        };
    }

    private long queued(ChannelKind channel) {
        return peers.values().stream()
                .mapToLong(peer -> peer.out(channel).queuedBytes())
                .sum();
    }

    // ---- joining and leaving

    private void join(JChannel controlChannel, JChannel dataChannel) {
        // side by side: each waits half a second for others to answer
        CompletableFuture<?> both = CompletableFuture.allOf(
                connect(ChannelKind.DATA, dataChannel), connect(ChannelKind.CONTROL, controlChannel));
        try {
            both.get(JOIN_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            threads.every(loop, TICK, () -> perform(roster.tick()));
            threads.after(loop, config.introductionTimeout(), this::stopWaiting);
            View first =
                    joined.get(config.introductionTimeout().plus(JOIN_TIMEOUT).toMillis(), TimeUnit.MILLISECONDS);
            log.info("{} joined cluster '{}': {}", self, config.cluster(), first);
        } catch (TimeoutException e) {
            throw new ClusterStartException(
                    "%s has not joined cluster '%s' within %s; looked for members by %s"
                            .formatted(self, config.cluster(), JOIN_TIMEOUT, factory.describeDiscovery()),
                    e);
        } catch (ExecutionException e) {
            throw asClusterException("while joining cluster '" + config.cluster() + "'", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterStartException("interrupted while joining cluster '" + config.cluster() + "'", e);
        }
    }

    private CompletableFuture<Void> connect(ChannelKind kind, JChannel channel) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        channel.connect(factory.clusterName(kind));
                    } catch (Exception e) {
                        int port = channel.getProtocolStack().getTransport().getBindPort();
                        throw StartFailure.of(kind, port, config, e);
                    }
                },
                threads.once("connect-" + kind));
    }

    private static ClusterException asClusterException(String doing, ExecutionException e) {
        Throwable failure = Objects.requireNonNullElse(e.getCause(), e);
        return failure instanceof ClusterException known
                ? known
                : new ClusterStartException(doing + ": " + failure, failure);
    }

    private void stopWaiting() {
        List<Incarnation> silent = roster.silent();
        if (!silent.isEmpty()) {
            log.warn(
                    "{} of JGroups' view have not introduced themselves within {}: {}",
                    silent.size(),
                    config.introductionTimeout(),
                    silent);
        }
        perform(roster.stopWaiting());
    }

    private void flush() {
        long left = FLUSH.toNanos();
        try {
            for (Peer peer : peers.values()) {
                for (Outbound out : peer.outs()) {
                    left = out.drain(left);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // leave at once, then
        }
    }

    private static void leave(@Nullable JChannel channel) {
        if (channel != null) {
            channel.close();
        }
    }

    // ---- on the control loop

    private void perform(List<Action> actions) {
        for (Action action : actions) {
            perform(action);
        }
    }

    private void perform(Action action) {
        switch (action) {
            case Action.Appear(Incarnation id) -> peers.put(id, newPeer(id));
            case Action.Vanish(Incarnation id) -> with(peers.remove(id), Peer::close);
            case Action.Greet(Incarnation id, Hello hello) ->
                with(peers.get(id), peer -> peer.out(ChannelKind.CONTROL).say(Outbound.Urgent.HELLO, hello.write()));
            case Action.Admit(Member member) -> with(peers.get(member.incarnation()), peer -> peer.admit(member));
            case Action.Dismiss(Incarnation id) -> with(peers.get(id), Peer::dismiss);
            case Action.Accept(Incarnation id, ChannelKind channel, int generation) ->
                with(peers.get(id), peer -> peer.in(channel).accept(generation));
            case Action.Open(Incarnation id, ChannelKind channel, int generation) ->
                with(peers.get(id), peer -> peer.out(channel).open(generation));
            case Action.Close(Incarnation id, ChannelKind channel) ->
                with(peers.get(id), peer -> peer.out(channel).suspend());
            case Action.Publish(View first) -> {
                view = first;
                observe(first);
                joined.complete(first);
            }
            case Action.Announce(ViewChange change) -> {
                view = change.current();
                log.info(
                        "view {}; joined {}, left {}{}",
                        change.current(),
                        change.joined(),
                        change.left(),
                        change.isMerge() ? ", merge" : "");
                listener().viewChanged(change);
                observe(change.current());
            }
            case Action.Exclude(Incarnation _, ClusterException reason) ->
                log.warn("a member is kept out of the view: {}", reason.getMessage());
            case Action.GiveWay(ClusterException reason) -> giveWay(reason);
        }
    }

    private static void with(@Nullable Peer peer, Consumer<Peer> action) {
        if (peer != null) {
            action.accept(peer);
        }
    }

    private void observe(View now) {
        if (gate.observe(now, roster.hasMetFormed())) {
            log.info("the cluster has formed: {} of {} expected members", now.dataMembers(), config.expect());
            perform(roster.formed());
            listener().formed(now);
            formed.complete(now);
        }
    }

    private void giveWay(ClusterException reason) {
        if (joined.completeExceptionally(reason)) {
            return; // start() throws it
        }
        log.error("the cluster refuses this node: {}", reason.getMessage());
        listener().rejected(reason);
    }

    private TransportListener listener() {
        TransportListener current = listener;
        if (current == null) {
            throw new IllegalStateException("something arrived before start: this is a bug of the transport");
        }
        return current;
    }

    private Peer newPeer(Incarnation id) {
        var address = ChannelFactory.address(id);
        Outbound controlOut = outbound(id, ChannelKind.CONTROL, control, address);
        Outbound dataOut = outbound(id, ChannelKind.DATA, data, address);
        Inbound.Creditor creditor = (channel, generation, bundles) ->
                controlOut.say(Outbound.Urgent.creditFor(channel), Wire.credit(channel, generation, bundles));
        ThreadPoolExecutor reader = threads.reader(id.toString());
        return new Peer(
                id,
                controlOut,
                dataOut,
                new Inbound(ChannelKind.CONTROL, config.control(), loop, creditor, listener(), counters),
                new Inbound(ChannelKind.DATA, config.data(), reader, creditor, listener(), counters),
                reader);
    }

    private Outbound outbound(Incarnation id, ChannelKind kind, @Nullable JChannel channel, UUID address) {
        JChannel open = Objects.requireNonNull(channel, "channels exist before peers do");
        var outbound = new Outbound(
                self.name() + " to " + id + " on " + kind,
                kind,
                flow(kind),
                (bytes, length) -> open.send(new BytesMessage(address, bytes, 0, length)),
                counters);
        threads.start("writer-" + kind + "-" + id, outbound);
        return outbound;
    }

    // ---- on JGroups' threads

    /// Listens to one channel and enqueues.
    private final class Ear implements Receiver {
        private final ChannelKind kind;

        Ear(ChannelKind kind) {
            this.kind = kind;
        }

        @Override
        public void viewAccepted(org.jgroups.View newView) {
            List<Incarnation> members =
                    newView.getMembers().stream().map(Ear::incarnation).toList();
            loop.execute(threads.guarded(() -> perform(
                    switch (kind) {
                        case CONTROL ->
                            roster.controlView(
                                    incarnation(newView.getCreator()),
                                    newView.getViewId().getId(),
                                    members,
                                    newView instanceof MergeView);
                        case DATA -> roster.dataView(members);
                    })));
        }

        @Override
        public void receive(Message message) {
            receive(incarnation(message.getSrc()), message);
        }

        @Override
        public void receive(MessageBatch batch) {
            Incarnation from = incarnation(batch.sender());
            for (Message message : batch) {
                receive(from, message);
            }
        }

        private void receive(Incarnation from, Message message) {
            if (!message.hasArray() || message.getLength() == 0) {
                counters.drop(DropReason.MALFORMED, 1);
                return;
            }
            // no copy: JGroups reads each message into an array of its own and doesn't touch it again
            ByteBuffer bytes = ByteBuffer.wrap(message.getArray(), message.getOffset(), message.getLength());
            try {
                receive(from, bytes);
            } catch (MalformedException e) {
                counters.drop(DropReason.MALFORMED, 1);
                log.debug("malformed message from {}: {}", from, e.getMessage());
            }
        }

        private void receive(Incarnation from, ByteBuffer bytes) throws MalformedException {
            byte type = bytes.get(bytes.position());
            if (type == Wire.HELLO) {
                Greeting greeting = Hello.read(from, bytes);
                loop.execute(threads.guarded(() -> perform(roster.hello(from, greeting))));
                return;
            }
            Peer peer = peers.get(from);
            if (peer == null) {
                counters.drop(DropReason.NOT_A_MEMBER, 1);
                return;
            }
            switch (type) {
                case Wire.CREDIT -> {
                    Wire.Credit credit = Wire.Credit.read(bytes);
                    peer.out(credit.channel()).granted(credit.generation(), credit.consumed());
                }
                case Wire.BUNDLE, Wire.PIECE -> peer.in(kind).arrive(bytes);
                default -> throw new MalformedException("message of type " + type);
            }
        }

        private static Incarnation incarnation(Address address) {
            if (address instanceof UUID uuid) {
                return new Incarnation(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
            }
            throw new IllegalStateException("JGroups address " + address + " is no UUID");
        }
    }
}
