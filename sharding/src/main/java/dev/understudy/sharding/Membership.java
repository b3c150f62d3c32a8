package dev.understudy.sharding;

import dev.understudy.cluster.Certificates;
import dev.understudy.cluster.DeathProof;
import dev.understudy.cluster.Member;
import dev.understudy.cluster.View;
import dev.understudy.sharding.ownership.Configuration;
import dev.understudy.sharding.ownership.Frame;
import dev.understudy.sharding.ownership.GridMember;
import dev.understudy.sharding.ownership.Incarnation;
import dev.understudy.sharding.ownership.Input;
import dev.understudy.sharding.ownership.MemberId;
import dev.understudy.sharding.ownership.MemberProtocol;
import dev.understudy.sharding.ownership.Message;
import dev.understudy.sharding.ownership.Output;
import dev.understudy.sharding.ownership.Rules;
import dev.understudy.sharding.ownership.Seat;
import dev.understudy.sharding.ownership.Settings;
import dev.understudy.sharding.ownership.StoredState;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The node's place in the grid: the thread of its [MemberProtocol], and what that thread has found out, for all others
/// to read ([#seat]).
///
/// Views, suspicions and proofs of death only suggest; the protocol decides. *The lease* is renewed only while a probe
/// through the dispatcher of the entities comes back: stuck workers must not keep dead entities.
final class Membership {
    /// Short against the time for which changes are gathered (5 ms) and the heartbeat (250 ms).
    private static final Duration TICK = Duration.ofMillis(5);

    private static final Logger log = LoggerFactory.getLogger(Membership.class);

    private final Listener listener;
    private final LongSupplier clock;
    private final ScheduledExecutorService thread;
    private final MemberProtocol protocol; // used on the thread only
    private final Certificates believed;
    private final DispatcherProbe probe;
    private final CompletableFuture<Void> belongs = new CompletableFuture<>();
    private final CompletableFuture<Void> left = new CompletableFuture<>();
    private volatile Seat seat;
    private boolean wasLeased;

    /// What the rest of the node does for it. Called on its thread.
    interface Listener {
        /// Send a frame to another member, or to a shard of this node.
        void send(MemberId to, Frame frame);

        /// A configuration was learned.
        void adopted(Configuration configuration);

        /// The node has got a lease, or lost it: all shards look again.
        void leaseChanged();

        /// Shards that are not at rest look again.
        void standingChanged();
    }

    /// @param believed which proofs of death count, of this node's own transport or another's
    /// @param thread one thread, which runs what it was given in order
    Membership(
            Settings settings,
            GridMember self,
            Listener listener,
            Certificates believed,
            DispatcherProbe probe,
            LongSupplier clock,
            ScheduledExecutorService thread) {
        this.listener = listener;
        this.believed = believed;
        this.probe = probe;
        this.clock = clock;
        this.thread = thread;
        this.protocol =
                new MemberProtocol(settings, Rules.all(), self, List.of(), new StoredState(), clock.getAsLong());
        this.seat = protocol.seat();
    }

    /// Begins to look for a grid.
    void start(View view) {
        run(() -> perform(protocol.step(new Input.Doors(clock.getAsLong(), doors(view)))));
        var _ = thread.scheduleAtFixedRate(
                () -> guarded(this::tick), TICK.toNanos(), TICK.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void tick() {
        long now = clock.getAsLong();
        if (probe.isBack(now)) {
            perform(protocol.tick(now));
        }
        boolean leased = seat.isMember() && seat.holdsLease(now);
        if (leased != wasLeased) {
            wasLeased = leased;
            listener.leaseChanged();
            if (leased) {
                log.info("leased: entities run here");
            } else if (!seat.hasLeft()) {
                log.warn("no lease: entities of this node do not run until a majority of {} answers again", voters());
            }
        }
    }

    private String voters() {
        return seat.configuration().map(known -> known.voters().toString()).orElse("the voters");
    }

    /// What is known at this moment.
    Seat seat() {
        return seat;
    }

    /// Completes when a configuration has named this node.
    CompletableFuture<Void> belongs() {
        return belongs.copy();
    }

    /// A frame that is for no shard arrived.
    void receive(Frame frame) {
        if (frame.message() instanceof Message.Certificate(var dead, var evidence) && !isBelieved(evidence)) {
            log.info("{} says that {} is dead, by its {}: not believed here", frame.from(), dead, evidence);
            return;
        }
        run(() -> perform(protocol.receive(frame, clock.getAsLong())));
    }

    private boolean isBelieved(String evidence) {
        return Arrays.stream(DeathProof.values())
                .anyMatch(proof -> proof.name().equals(evidence) && believed.accept(proof));
    }

    void viewChanged(View view, List<Member> gone) {
        run(() -> {
            perform(protocol.step(new Input.Doors(clock.getAsLong(), doors(view))));
            gone.forEach(
                    member -> perform(protocol.step(new Input.Suspected(clock.getAsLong(), MemberIds.of(member)))));
        });
    }

    void suspected(Member member) {
        run(() -> perform(protocol.step(new Input.Suspected(clock.getAsLong(), MemberIds.of(member)))));
    }

    /// A start of a node is proved to be over, and so is every run of it.
    void died(Member member, DeathProof proof) {
        run(() -> {
            var id = MemberIds.of(member);
            seat.configuration()
                    .flatMap(known -> known.member(id))
                    .map(GridMember::run)
                    .ifPresent(run -> {
                        log.info("{} is dead: proved by its {}", member, proof);
                        perform(protocol.step(new Input.Certified(clock.getAsLong(), run, proof.name())));
                    });
        });
    }

    /// Asks to be let go.
    ///
    /// @return completes when nothing depends on this node any more, or nobody is left to depend on
    CompletableFuture<Void> leave() {
        run(() -> perform(protocol.step(new Input.LeaveByPlan(clock.getAsLong()))));
        return left.copy();
    }

    /// An operator gives up what a waiting shard held.
    void giveUp(int shard) {
        log.warn("shard {} is given up, by an operator's word", shard);
        run(() -> perform(protocol.step(new Input.Force(clock.getAsLong(), shard))));
    }

    /// An operator says that a voter is not expected back.
    void dropVoter(MemberId voter) {
        log.warn("{} is no longer expected back, by an operator's word", voter);
        run(() -> perform(protocol.step(new Input.DropVoter(clock.getAsLong(), voter))));
    }

    private static List<MemberId> doors(View view) {
        return view.members().stream().map(MemberIds::of).toList();
    }

    private void run(Runnable step) {
        if (!thread.isShutdown()) {
            thread.execute(() -> guarded(step));
        }
    }

    /// A fault of one step must not end all that come after it.
    private static void guarded(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException bug) {
            log.error("a step of the ownership protocol failed", bug);
        }
    }

    private void perform(List<Output> outputs) {
        var before = seat;
        seat = protocol.seat();
        boolean changed = false;
        for (var output : outputs) {
            switch (output) {
                case Output.Send(var to, var frame) -> listener.send(to, frame);
                case Output.Adopted(var configuration) -> {
                    log.info(
                            "configuration {}: {} members, voters {}, owners {}",
                            configuration.epoch(),
                            configuration.members().size(),
                            configuration.voters(),
                            configuration.table().ownerCounts());
                    sayWhatTwoCanDo(before.configuration().orElse(null), configuration);
                    listener.adopted(configuration);
                    if (seat.isMember()) {
                        belongs.complete(null);
                    }
                }
                case Output.StandingChanged _ -> changed = true;
                case Output.Excluded(long epoch) -> rejoin(before.self(), epoch);
                case Output.Left _, Output.Stranded _ -> left.complete(null);
                default -> {} // for a store
            }
        }
        if (changed) {
            listener.standingChanged();
        }
    }

    private void sayWhatTwoCanDo(@Nullable Configuration before, Configuration now) {
        boolean wereTwo = before != null && before.voters().size() == 2;
        if (now.voters().size() == 2 && !wereTwo) {
            log.warn(whatTwoCanDo(now.voters(), believed));
        }
    }

    /// What a grid of two voters can promise, for its operator.
    static String whatTwoCanDo(List<MemberId> voters, Certificates believed) {
        var alone = switch (believed) {
            case NONE -> "with cluster.certificates=none neither ever goes on alone";
            case PROCESS ->
                "if one dies, the other goes on alone only on the same machine, where it can prove the death"
                        + " (cluster.certificates=process)";
            case SOCKET ->
                "if one dies, the other goes on alone only with proof, which is that its port refuses connections"
                        + " (cluster.certificates=socket); a lost machine or a power cut gives none";
        };
        return ("two voters, %s: %s; in a partition both stop until they see each other again. A third node lifts"
                        + " this")
                .formatted(voters.stream().map(MemberIds::nameOf).collect(Collectors.joining(" and ")), alone);
    }

    private void rejoin(Incarnation excluded, long epoch) {
        log.warn(
                "{} was excluded by configuration {}: what ran here is dropped, and it comes back as a new run",
                excluded,
                epoch);
        run(() -> perform(protocol.step(new Input.Rejoin(clock.getAsLong(), excluded.number() + 1))));
    }
}
