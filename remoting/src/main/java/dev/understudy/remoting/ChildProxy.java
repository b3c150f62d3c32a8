package dev.understudy.remoting;

import static java.util.Objects.requireNonNull;

import dev.understudy.cluster.Incarnation;
import dev.understudy.remoting.Link.Bundle;
import dev.understudy.serialization.RemoteFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The parent's side of a child that runs on another node: turns what the parent decides into orders for wherever the
/// child is, and what is heard from there, or of the loss of that node, into what the parent decides upon. Pure.
///
/// ```text
///           start            placed             started            failed
///  IDLE ───────────▶ PLACING ──────▶ SPAWNING ──────────▶ RUNNING ────────▶ FAILED
///                     ▲   │ nowhere    │ refused, lost     │  ▲ lost ──────▲ │ │
///                     │   └────────────┴───────────────────┼──┼────────────┘ │ │ halt
///                     │ start, and no node has it          │  └── resume ────┘ │
///                     │                                    │ halt             ▼
///                   HALTED ◀──────────── halted, lost ─────┴────────────── HALTING
///                     │ start, and its node has it
///                     └───────────▶ STARTING ── started ──▶ RUNNING
///
///  stop, in any: STOPPING ── gone, lost ──▶ DONE         gone, in any: DONE
/// ```
///
/// *A lost node* is a failure like any other: the parent's strategy decides, and to restart is to be placed anew. The
/// posting there is given up for good; should that node come back with the child still running, it is told that
/// nobody knows of it, and stops it.
///
/// *Poison:* a child whose nodes are lost one after the other, each soon after the child came, is taken to be the
/// cause.
final class ChildProxy {
    /// How many nodes in a row a child may cost before it is taken to be the cause: two may be chance.
    static final int MAX_STRIKES = 3;

    /// A node that lives for so long with a child on it has not been killed by it.
    static final Duration CALM = Duration.ofMinutes(1);

    /// How long to look for a node that can take the child before that counts as a failure: longer than members
    /// need to hear of each other's recipes.
    static final Duration PATIENCE = Duration.ofSeconds(5);

    /// After so many ticks of silence the other side is asked whether it still knows of this.
    static final int KEEPALIVE_TICKS = 5;

    /// Why the parent has to decide.
    sealed interface Problem {
        /// The child threw, or stopped itself.
        record Thrown(RemoteFailure failure, boolean stoppedItself) implements Problem {}

        /// The child's node left the view.
        record NodeDown(Incarnation member) implements Problem {}

        /// The chosen node does not take the child.
        record Refused(Incarnation member, String reason) implements Problem {}

        /// No node can take it.
        record Nowhere(String reason) implements Problem {}
    }

    /// How it ended.
    sealed interface End {
        /// It was stopped, or stopped itself.
        record Stopped() implements End {}

        /// Its node had it stopped for a failure.
        record Failed(RemoteFailure failure) implements End {}

        /// Its node was lost while it was stopping.
        record NodeDown(Incarnation member) implements End {}
    }

    /// What is to be done.
    sealed interface Action {
        /// Choose a node, and answer by [#placed] or [#nowhere].
        record Place() implements Action {}

        /// Send this about a posting; it may get lost.
        record Send(Incarnation to, long posting, Bundle<ChildOrder> bundle) implements Action {}

        /// Tell the stand-in: it takes messages, at this ref.
        record Started(Incarnation member, long ref) implements Action {}

        /// Tell the stand-in: it failed.
        record Failed(Problem problem, boolean hasBehavior) implements Action {}

        /// Tell the stand-in: it was halted.
        record Halted() implements Action {}

        /// Tell the stand-in: it is no more.
        record Gone(End end) implements Action {}

        /// Node after node was lost soon after it came: quarantine the recipe, unless other children acquit it.
        ///
        /// @param longestNanos the longest that one of these nodes has lived with it
        record Suspected(long longestNanos) implements Action {}
    }

    private enum Phase {
        IDLE,
        PLACING,
        SPAWNING,
        RUNNING,
        FAILED,
        HALTING,
        HALTED,
        STARTING,
        STOPPING,
        DONE
    }

    /// The child on one node.
    private static final class Posting {
        private final Incarnation member;
        private final long number;
        private final long since;
        private final Link<ChildOrder, ChildNews> link = new Link<>();
        private int silentTicks;

        Posting(Incarnation member, long number, long since) {
            this.member = member;
            this.number = number;
            this.since = since;
        }

        Action send(ChildOrder order) {
            return new Action.Send(member, number, link.send(order));
        }

        Action again() {
            return new Action.Send(member, number, link.bundle());
        }
    }

    private final ChildOrder.Spawn spawn;
    private Phase phase = Phase.IDLE;
    private @Nullable Posting posting;
    private @Nullable Problem problem;
    private long placingSince;
    private int strikes;
    /// The longest life of a node with the child, of those that count as strikes.
    private long longestNanos;

    /// @param spawn the order by which each node is told to make the child
    ChildProxy(ChildOrder.Spawn spawn) {
        this.spawn = spawn;
    }

    // ---- what the parent decides

    /// Start it, for the first time or after it was halted.
    List<Action> start(long now) {
        expect(phase == Phase.IDLE || phase == Phase.HALTED, "start");
        if (posting != null) {
            phase = Phase.STARTING;
            return List.of(posting.send(new ChildOrder.Recreate()));
        }
        phase = Phase.PLACING;
        placingSince = now;
        return List.of(new Action.Place());
    }

    /// Let it go on after a failure.
    List<Action> resume() {
        if (phase != Phase.FAILED) {
            return List.of();
        }
        if (posting == null) {
            return List.of(new Action.Failed(requireNonNull(problem, "problem"), false));
        }
        phase = Phase.RUNNING;
        return List.of(posting.send(new ChildOrder.Resume()));
    }

    /// End its behavior.
    List<Action> halt(RemoteFailure failure) {
        expect(phase != Phase.HALTING && phase != Phase.HALTED, "halt");
        if (phase == Phase.STOPPING || phase == Phase.DONE) {
            return List.of();
        }
        if (posting == null) {
            phase = Phase.HALTED;
            return List.of(new Action.Halted());
        }
        phase = Phase.HALTING;
        return List.of(posting.send(new ChildOrder.Halt(failure)));
    }

    /// Stop it for good.
    List<Action> stop() {
        if (phase == Phase.STOPPING || phase == Phase.DONE) {
            return List.of();
        }
        if (posting == null) {
            phase = Phase.DONE;
            return List.of(new Action.Gone(new End.Stopped()));
        }
        phase = Phase.STOPPING;
        return List.of(posting.send(new ChildOrder.Stop()));
    }

    private void expect(boolean holds, String order) {
        if (!holds) {
            throw new IllegalStateException("a bug of the library: %s in phase %s".formatted(order, phase));
        }
    }

    // ---- where it goes

    /// This node was chosen.
    ///
    /// @param number of the posting, never used before
    List<Action> placed(Incarnation member, long number, long now) {
        if (phase != Phase.PLACING) {
            return List.of();
        }
        posting = new Posting(member, number, now);
        phase = Phase.SPAWNING;
        return List.of(posting.send(spawn));
    }

    /// No node can take it now; after some [#PATIENCE] that is a failure.
    List<Action> nowhere(String reason, boolean isHopeless, long now) {
        if (phase != Phase.PLACING || (!isHopeless && now - placingSince < PATIENCE.toNanos())) {
            return List.of();
        }
        return failed(new Problem.Nowhere(reason), false);
    }

    // ---- what is heard

    /// A frame about the present posting arrived.
    List<Action> received(Bundle<ChildNews> bundle) {
        var at = posting;
        if (at == null) {
            return List.of();
        }
        at.silentTicks = 0;
        var actions = new ArrayList<Action>();
        for (var news : at.link.receive(bundle)) {
            actions.addAll(heard(at, news));
        }
        if (!bundle.items().isEmpty()) {
            // Last, so that it acknowledges all; also when the posting is over, so that its node can forget it.
            actions.add(at.again());
        }
        return actions;
    }

    private List<Action> heard(Posting at, ChildNews news) {
        return switch (news) {
            case ChildNews.Started(long ref) -> {
                if (!isStarting()) {
                    yield List.of();
                }
                phase = Phase.RUNNING;
                yield List.of(new Action.Started(at.member, ref));
            }
            case ChildNews.Refused(var reason) -> over(new Problem.Refused(at.member, reason), new End.Stopped());
            case ChildNews.Failed(var failure, boolean hasBehavior, boolean stoppedItself) ->
                phase == Phase.RUNNING || isStarting()
                        ? failed(new Problem.Thrown(failure, stoppedItself), hasBehavior)
                        : List.of();
            case ChildNews.Halted() -> {
                if (phase != Phase.HALTING) {
                    yield List.of();
                }
                phase = Phase.HALTED;
                yield List.of(new Action.Halted());
            }
            case ChildNews.Gone(var failure) -> {
                posting = null;
                phase = Phase.DONE;
                yield List.of(new Action.Gone(failure == null ? new End.Stopped() : new End.Failed(failure)));
            }
        };
    }

    private boolean isStarting() {
        return phase == Phase.SPAWNING || phase == Phase.STARTING;
    }

    private List<Action> failed(Problem why, boolean hasBehavior) {
        phase = Phase.FAILED;
        problem = why;
        return List.of(new Action.Failed(why, hasBehavior));
    }

    /// The node of the child does not know of it: it had taken the parent's node for lost.
    List<Action> notHere() {
        return posting == null ? List.of() : lost(posting);
    }

    /// The view has changed.
    List<Action> inView(Predicate<Incarnation> isHere, long now) {
        var at = posting;
        if (at == null || isHere.test(at.member)) {
            return List.of();
        }
        var actions = new ArrayList<Action>();
        if (phase != Phase.STOPPING) {
            long lived = now - at.since;
            boolean isSoon = lived < CALM.toNanos();
            strikes = isSoon ? strikes + 1 : 1;
            longestNanos = isSoon ? Math.max(longestNanos, lived) : lived;
            if (strikes >= MAX_STRIKES) {
                actions.add(new Action.Suspected(longestNanos));
            }
        }
        actions.addAll(lost(at));
        return actions;
    }

    private List<Action> lost(Posting at) {
        return over(new Problem.NodeDown(at.member), new End.NodeDown(at.member));
    }

    /// There is no child on any node any more, and nobody said that it ended.
    private List<Action> over(Problem why, End end) {
        posting = null;
        return switch (phase) {
            case SPAWNING, RUNNING, STARTING -> failed(why, false);
            case HALTING -> {
                phase = Phase.HALTED;
                yield List.of(new Action.Halted());
            }
            case STOPPING -> {
                phase = Phase.DONE;
                yield List.of(new Action.Gone(end));
            }
            case FAILED -> {
                problem = why;
                yield List.of();
            }
            case IDLE, PLACING, HALTED, DONE -> List.of();
        };
    }

    /// Some time has passed.
    List<Action> tick() {
        if (phase == Phase.PLACING) {
            return List.of(new Action.Place());
        }
        var at = posting;
        if (at == null) {
            return List.of();
        }
        at.silentTicks++;
        if (at.link.isAcknowledged() && at.silentTicks < KEEPALIVE_TICKS) {
            return List.of();
        }
        at.silentTicks = 0;
        return List.of(at.again());
    }

    /// Its recipe is in quarantine: what was held against it is settled.
    void quarantined() {
        strikes = 0;
        longestNanos = 0;
    }

    // ---- what is so

    /// For how long it has run where it is; zero if it does not run.
    long runningNanos(long now) {
        return posting == null || phase != Phase.RUNNING ? 0 : now - posting.since;
    }

    /// Whether a node is looked for.
    boolean isToBePlaced() {
        return phase == Phase.PLACING;
    }

    /// Where the child is posted; empty if nowhere.
    Optional<Incarnation> member() {
        return Optional.ofNullable(posting).map(at -> at.member);
    }

    /// The number of the present posting; empty if there is none.
    OptionalLong number() {
        return posting == null ? OptionalLong.empty() : OptionalLong.of(posting.number);
    }

    /// Whether it has ended for good.
    boolean isDone() {
        return phase == Phase.DONE;
    }

    @Override
    public String toString() {
        return phase + (posting == null ? "" : " at " + posting.member);
    }
}
