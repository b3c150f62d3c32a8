package dev.understudy.remoting;

import dev.understudy.remoting.Link.Bundle;
import java.util.ArrayList;
import java.util.List;

/// The child's side of a parent on another node: carries the parent's orders out in order, each once, and tells the
/// parent what came of them. Pure. One for each posting.
///
/// ```text
///                 gone, refused                acknowledged
///   POSTED ─────────────────────────▶ ENDED ────────────────▶ (forgotten)
///      │ the parent's node is lost,                                ▲
///      │ or knows nothing of this: stop                            │
///      ├──────────────────────────────▶ ORPHANED ─── gone ─────────┤
///      │ the parent's node is lost,        ▲                       │
///      │ but the parent may come back      │ it does not, or       │
///      └───────────────────────────────▶ WAITING  it fails: stop   │
///                                          └─────── gone ──────────┘
/// ```
///
/// A child that waits is taken up by a parent that came back as a posting of its own, with a fresh one of these.
final class ChildHost {
    /// What is to be done.
    sealed interface Action {
        /// Send this to the parent's node; it may get lost.
        record Send(Bundle<ChildNews> bundle) implements Action {}

        /// Carry out an order.
        record Obey(ChildOrder order) implements Action {}

        /// Forget this posting.
        record Forget() implements Action {}
    }

    private enum Phase {
        POSTED,
        ENDED,
        WAITING,
        ORPHANED
    }

    /// How long a child waits for its parent to come back.
    static final int PATIENCE_TICKS = 30;

    private final Link<ChildNews, ChildOrder> link = new Link<>();
    private Phase phase = Phase.POSTED;
    private int silentTicks;
    private boolean isRunning;

    /// Whether the child runs, as far as was heard, and nobody has decided otherwise.
    boolean isRunning() {
        return isRunning;
    }

    /// Whether it waits for its parent to come back.
    boolean isWaiting() {
        return phase == Phase.WAITING;
    }

    /// A frame of the parent's node arrived.
    List<Action> received(Bundle<ChildOrder> bundle) {
        silentTicks = 0;
        var actions = new ArrayList<Action>();
        for (var order : link.receive(bundle)) {
            if (phase == Phase.POSTED) {
                isRunning = order instanceof ChildOrder.Resume;
                actions.add(new Action.Obey(order));
            }
        }
        if (phase == Phase.ENDED && link.isAcknowledged()) {
            actions.add(new Action.Forget());
        } else if (hasParent() && !bundle.items().isEmpty()) {
            actions.add(new Action.Send(link.bundle()));
        }
        return actions;
    }

    /// Something became of the child.
    List<Action> heard(ChildNews news) {
        boolean isOver = news instanceof ChildNews.Gone || news instanceof ChildNews.Refused;
        isRunning = news instanceof ChildNews.Started;
        if (!hasParent()) {
            return isOver ? List.of(new Action.Forget()) : orphaned();
        }
        if (isOver) {
            phase = Phase.ENDED;
        }
        return List.of(new Action.Send(link.send(news)));
    }

    private boolean hasParent() {
        return phase == Phase.POSTED || phase == Phase.ENDED;
    }

    /// The parent's node is lost.
    ///
    /// @param mayComeBack whether the parent may come back elsewhere
    List<Action> parentLost(boolean mayComeBack) {
        if (phase == Phase.POSTED && mayComeBack && isRunning) {
            phase = Phase.WAITING;
            silentTicks = 0;
            return List.of();
        }
        return phase == Phase.WAITING ? List.of() : orphaned();
    }

    /// Nobody wants it any more: the parent's node is lost, or knows nothing of this posting.
    List<Action> orphaned() {
        return switch (phase) {
            case ENDED -> List.of(new Action.Forget());
            case ORPHANED -> List.of();
            case POSTED, WAITING -> {
                phase = Phase.ORPHANED;
                yield List.of(new Action.Obey(new ChildOrder.Stop()));
            }
        };
    }

    /// Some time has passed.
    ///
    /// @param isWorthAFrame whether the parent's node should hear of this one anyway
    List<Action> tick(boolean isWorthAFrame) {
        silentTicks++;
        if (phase == Phase.WAITING) {
            return silentTicks < PATIENCE_TICKS ? List.of() : orphaned();
        }
        boolean isQuiet = link.isAcknowledged() && silentTicks < ChildProxy.KEEPALIVE_TICKS && !isWorthAFrame;
        if (phase == Phase.ORPHANED || isQuiet) {
            return List.of();
        }
        silentTicks = 0;
        return List.of(new Action.Send(link.bundle()));
    }

    @Override
    public String toString() {
        return phase.toString();
    }
}
