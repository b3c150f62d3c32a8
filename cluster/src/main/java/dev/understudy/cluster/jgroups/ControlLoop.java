package dev.understudy.cluster.jgroups;

import dev.understudy.cluster.ChannelKind;
import dev.understudy.cluster.ClusterException;
import dev.understudy.cluster.DeathProof;
import dev.understudy.cluster.Incarnation;
import dev.understudy.cluster.Member;
import dev.understudy.cluster.ProcessIdentity.Sight;
import dev.understudy.cluster.StartGate;
import dev.understudy.cluster.TransportConfig;
import dev.understudy.cluster.TransportListener;
import dev.understudy.cluster.View;
import dev.understudy.cluster.ViewChange;
import dev.understudy.cluster.internal.Counters;
import dev.understudy.cluster.jgroups.Roster.Action;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one thread on which membership happens: it feeds the [Roster] with what JGroups reports and does what the
/// roster says, and likewise for the [DeathWatch]. Everything but data frames reaches the listener from here, in
/// order.
///
/// *Concurrency:* the methods of [Ear.Session] and [Suspicions] are called by JGroups' threads, those of
/// [Examiner.Reports] by the examiner's, [#peers] and [#peer] by any; everything private runs on the loop.
final class ControlLoop implements Ear.Session, Suspicions, Examiner.Reports {
    /// How often hellos are repeated to those who haven't answered.
    private static final Duration TICK = Duration.ofMillis(200);
    /// How often processes are looked at. Usually a broken connection tells first.
    private static final Duration LOOK = Duration.ofMillis(100);
    /// How often those who are turned away are logged anew.
    private static final Duration DOORMAN_FORGETS = Duration.ofMinutes(1);

    private static final Logger log = LoggerFactory.getLogger(ControlLoop.class);

    private final TransportConfig config;
    private final Member self;
    private final TransportListener listener;
    private final Channels channels;
    private final Counters counters;
    private final Threads threads;
    private final ScheduledExecutorService loop;
    private final Roster roster;
    private final DeathWatch deaths;
    private final Examiner examiner;
    private final ConcurrentMap<Incarnation, Peer> peers = new ConcurrentHashMap<>();
    private final CompletableFuture<View> joined = new CompletableFuture<>();
    private final CompletableFuture<View> formed = new CompletableFuture<>();
    private volatile @Nullable View view;

    ControlLoop(
            TransportConfig config,
            Member self,
            TransportListener listener,
            Channels channels,
            Counters counters,
            Threads threads) {
        this.config = config;
        this.self = self;
        this.listener = listener;
        this.channels = channels;
        this.counters = counters;
        this.threads = threads;
        loop = threads.loop();
        roster = new Roster(self, new StartGate(config.expect()));
        deaths = new DeathWatch(self.process(), config.certificates());
        examiner = new Examiner(self.process(), threads, loop, this);
    }

    /// Starts its timers. To be called once the channels have joined.
    void start(Doorman doorman) {
        threads.every(loop, TICK, () -> perform(roster.tick()));
        threads.every(loop, LOOK, () -> examine(deaths.tick()));
        threads.every(loop, DOORMAN_FORGETS, doorman::forget);
        threads.after(loop, config.introductionTimeout(), this::stopWaiting);
    }

    /// Done with the first view, or fails with the reason why this node must not join.
    CompletableFuture<View> joined() {
        return joined;
    }

    /// Done when the start gate opens.
    CompletableFuture<View> formed() {
        return formed;
    }

    /// The newest view, or `null` before the first.
    @Nullable
    View view() {
        return view;
    }

    /// For what is to run in order with views and control frames.
    ScheduledExecutorService executor() {
        return loop;
    }

    Collection<Peer> peers() {
        return peers.values();
    }

    /// Ends the loop and all threads of peers, and fails who still waits.
    void close(ClusterException reason) {
        loop.shutdownNow();
        examiner.close();
        peers.values().forEach(Peer::close);
        joined.completeExceptionally(reason);
        formed.completeExceptionally(reason);
    }

    @Override
    public @Nullable Peer peer(Incarnation id) {
        return peers.get(id);
    }

    @Override
    public void view(
            ChannelKind channel, Incarnation creator, long number, List<Incarnation> members, boolean isMerge) {
        run(
                switch (channel) {
                    case CONTROL -> () -> perform(roster.controlView(creator, number, members, isMerge));
                    case DATA -> () -> perform(roster.dataView(members));
                });
    }

    @Override
    public void greeted(Incarnation from, Greeting greeting) {
        run(() -> perform(roster.hello(from, greeting)));
    }

    @Override
    public void saidGoodbye(Incarnation from) {
        run(() -> deaths.saidGoodbye(from));
    }

    @Override
    public void broken(Incarnation who, InetSocketAddress address) {
        run(() -> examine(deaths.broken(who, address)));
    }

    @Override
    public void suspected(Incarnation who) {
        run(() -> examine(deaths.suspected(who)));
    }

    @Override
    public void saw(Incarnation who, Sight sight) {
        run(() -> examine(deaths.saw(who, sight)));
    }

    @Override
    public void answered(Incarnation who, InetSocketAddress address, DeathWatch.Answer answer) {
        run(() -> examine(deaths.answered(who, address, answer)));
    }

    private void run(Runnable task) {
        loop.execute(threads.guarded(task));
    }

    private void stopWaiting() {
        List<Incarnation> silent = roster.silent();
        if (!silent.isEmpty()) {
            log.warn("these have not introduced themselves within {}: {}", config.introductionTimeout(), silent);
        }
        perform(roster.stopWaiting());
    }

    private void perform(List<Action> actions) {
        for (Action action : actions) {
            perform(action);
        }
    }

    private void perform(Action action) {
        switch (action) {
            case Action.Appear(Incarnation id) -> peers.put(id, newPeer(id));
            case Action.Vanish(Incarnation id) -> {
                with(peers.remove(id), Peer::close);
                examine(deaths.left(id));
            }
            case Action.LetGo(Incarnation id) -> {
                if (!deaths.hasSaidGoodbye(id)) { // else it leaves by itself
                    threads.start("exclude-" + id, () -> channels.exclude(ChannelKind.DATA, id));
                }
            }
            case Action.Greet(Incarnation id, Hello hello) ->
                with(peers.get(id), peer -> peer.out(ChannelKind.CONTROL).say(Outbound.Urgent.HELLO, hello.write()));
            case Action.Admit(Member member) -> {
                with(peers.get(member.incarnation()), peer -> peer.admit(member));
                examine(deaths.met(member));
            }
            case Action.Dismiss(Incarnation id) -> {
                with(peers.get(id), Peer::dismiss);
                examine(deaths.left(id));
            }
            case Action.Accept(Incarnation id, ChannelKind channel, int generation) ->
                with(peers.get(id), peer -> peer.in(channel).accept(generation));
            case Action.Open(Incarnation id, ChannelKind channel, int generation) ->
                with(peers.get(id), peer -> peer.out(channel).open(generation));
            case Action.Close(Incarnation id, ChannelKind channel) ->
                with(peers.get(id), peer -> peer.out(channel).suspend());
            case Action.Publish(View first) -> publish(first);
            case Action.Announce(ViewChange change) -> announce(change);
            case Action.Form(View now) -> form(now);
            case Action.Exclude(Incarnation _, ClusterException reason) ->
                log.warn("a member is kept out of the view: {}", reason.getMessage());
            case Action.GiveWay(ClusterException reason) -> giveWay(reason);
        }
    }

    private void examine(List<DeathWatch.Action> actions) {
        for (DeathWatch.Action action : actions) {
            switch (action) {
                case DeathWatch.Action.Suspect(Member member) -> listener.suspected(member);
                case DeathWatch.Action.Look look -> examiner.look(look);
                case DeathWatch.Action.Knock knock -> examiner.knock(knock);
                case DeathWatch.Action.Certify(Member dead, DeathProof proof) -> {
                    log.info("{}: {} is dead, by {}", self.name(), dead, proof);
                    listener.died(dead, proof);
                }
            }
        }
    }

    private static void with(@Nullable Peer peer, Consumer<Peer> action) {
        if (peer != null) {
            action.accept(peer);
        }
    }

    private void publish(View first) {
        view = first;
        joined.complete(first);
    }

    private void announce(ViewChange change) {
        view = change.current();
        log.info(
                "{}: {} {}; joined {}, left {}",
                self.name(),
                change.isMerge() ? "merge view" : "view",
                change.current(),
                change.joined(),
                change.left());
        listener.viewChanged(change);
    }

    private void form(View now) {
        log.info("{}: the cluster has formed, {} members host entities", self.name(), now.dataMembers());
        if (now.members().size() == 1 && config.looksForOthers()) {
            log.warn(
                    "{} founds cluster '{}' alone: nobody answered; looked for others by {}. Where they are up, this makes"
                            + " two clusters: set bootstrap.expect to more than half of the members that are planned",
                    self.name(),
                    config.cluster(),
                    channels.describeDiscovery());
        }
        listener.formed(now);
        formed.complete(now);
    }

    private void giveWay(ClusterException reason) {
        if (!joined.completeExceptionally(reason)) {
            log.error("{}: the cluster refuses this node: {}", self.name(), reason.getMessage());
            listener.rejected(reason);
        } // else the start throws it
    }

    private Peer newPeer(Incarnation id) {
        Outbound controlOut = outbound(id, ChannelKind.CONTROL);
        Outbound dataOut = outbound(id, ChannelKind.DATA);
        Inbound.Creditor creditor = (channel, generation, bundles) ->
                controlOut.say(Outbound.Urgent.creditFor(channel), Wire.credit(channel, generation, bundles));
        ThreadPoolExecutor reader = threads.reader(id.toString());
        return new Peer(
                controlOut,
                dataOut,
                new Inbound(ChannelKind.CONTROL, config.control(), loop, creditor, listener, counters),
                new Inbound(ChannelKind.DATA, config.data(), reader, creditor, listener, counters),
                reader);
    }

    private Outbound outbound(Incarnation id, ChannelKind kind) {
        var outbound = new Outbound(
                self.name() + " to " + id + " on " + kind,
                kind,
                config.flow(kind),
                channels.sender(kind, id),
                counters,
                System::nanoTime);
        threads.start("writer-" + kind + "-" + id, outbound);
        return outbound;
    }
}
