package dev.understudy.cluster.jgroups;

import dev.understudy.cluster.ChannelKind;
import dev.understudy.cluster.Incarnation;
import dev.understudy.cluster.TransportConfig;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jgroups.BytesMessage;
import org.jgroups.Event;
import org.jgroups.JChannel;
import org.jgroups.Receiver;
import org.jgroups.protocols.pbcast.GMS;
import org.jgroups.stack.ProtocolStack;
import org.jgroups.util.UUID;

/// The two JGroups channels of a node, from joining to leaving. Confined to the thread that starts and closes the
/// transport, except for [#exclude] and what [#sender] returns.
final class Channels {
    /// In the order of leaving: those who watch the control channel see it first.
    private static final List<ChannelKind> ORDER = List.of(ChannelKind.CONTROL, ChannelKind.DATA);

    private final TransportConfig config;
    private final ChannelFactory factory;
    private final Threads threads;
    private final Map<ChannelKind, JChannel> channels = new EnumMap<>(ChannelKind.class);
    private final Map<ChannelKind, CompletableFuture<Void>> connected = new EnumMap<>(ChannelKind.class);

    /// Makes the channels; nothing is listened on yet.
    ///
    /// @throws dev.understudy.cluster.ClusterException if that fails, with what to do about it
    Channels(TransportConfig config, Incarnation incarnation, Doorman doorman, Threads threads) {
        this.config = config;
        this.threads = threads;
        factory = new ChannelFactory(config, incarnation, doorman);
        for (ChannelKind kind : ORDER) {
            channels.put(kind, factory.create(kind));
        }
    }

    /// Joins on both channels side by side, as each waits half a second for others to answer.
    ///
    /// @param ear makes who listens to a channel
    /// @param suspicions told what the control channel's stack sees of members that may be gone; of a stack
    ///     from a file it hears nothing
    /// @return done when both have joined; fails with a [dev.understudy.cluster.ClusterException] once neither is
    ///     still trying
    CompletableFuture<Void> connect(Function<ChannelKind, Receiver> ear, Suspicions suspicions) {
        listenTo(channel(ChannelKind.CONTROL).getProtocolStack(), suspicions);
        channels.forEach((kind, channel) -> channel.setReceiver(ear.apply(kind)));
        channels.forEach((kind, channel) -> connected.put(
                kind, CompletableFuture.runAsync(() -> connect(kind, channel), threads.once("connect-" + kind))));
        return CompletableFuture.allOf(connected.values().toArray(CompletableFuture[]::new));
    }

    /// What sends to one member on one channel.
    Outbound.Sender sender(ChannelKind kind, Incarnation to) {
        JChannel channel = channel(kind);
        UUID address = ChannelFactory.address(to);
        return (bytes, length) -> channel.send(new BytesMessage(address, bytes, 0, length));
    }

    /// Has a member excluded from one channel, without asking it. May take as long as the others need to
    /// acknowledge.
    void exclude(ChannelKind kind, Incarnation who) {
        GMS membership = channel(kind).getProtocolStack().findProtocol(GMS.class);
        if (membership != null) {
            membership.up(new Event(Event.SUSPECT, List.of(ChannelFactory.address(who))));
        }
    }

    /// Leaves the cluster on both channels and releases everything.
    void close() {
        for (ChannelKind kind : ORDER) {
            close(channel(kind), connected.getOrDefault(kind, CompletableFuture.completedFuture(null)));
        }
    }

    /// Where members are looked for, in words.
    String describeDiscovery() {
        return factory.describeDiscovery();
    }

    private static void listenTo(ProtocolStack control, Suspicions suspicions) {
        if (control.findProtocol(WatchedTcp.class) instanceof WatchedTcp tcp) {
            tcp.tell(suspicions);
        }
        if (control.findProtocol(WatchedSockets.class) instanceof WatchedSockets sockets) {
            sockets.tell(suspicions);
        }
    }

    private void connect(ChannelKind kind, JChannel channel) {
        try {
            channel.connect(factory.clusterName(kind));
        } catch (Exception e) {
            int port = channel.getProtocolStack().getTransport().getBindPort();
            throw StartFailure.of(kind, port, config, e);
        }
    }

    /// A channel that is still joining can't be closed, since it holds a lock of its own meanwhile. Without its
    /// sockets it gives up soon, and is closed then.
    private static void close(JChannel channel, CompletableFuture<Void> joining) {
        if (!joining.isDone()) {
            channel.getProtocolStack().getTransport().down(new Event(Event.DISCONNECT));
        }
        CompletableFuture<Void> closed = joining.handle((_, _) -> {
            channel.close();
            return null;
        });
        if (closed.isCompletedExceptionally()) {
            closed.join(); // throws what closing threw
        }
    }

    JChannel channel(ChannelKind kind) {
        return Objects.requireNonNull(channels.get(kind), "there is a channel of each kind");
    }
}
