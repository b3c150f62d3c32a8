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
///      └──────────────────────────────▶ ORPHANED ─── gone ─────────┘
/// ```
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
        ORPHANED
    }

    private final Link<ChildNews, ChildOrder> link = new Link<>();
    private Phase phase = Phase.POSTED;
    private int silentTicks;

    /// A frame of the parent's node arrived.
    List<Action> received(Bundle<ChildOrder> bundle) {
        silentTicks = 0;
        var actions = new ArrayList<Action>();
        for (var order : link.receive(bundle)) {
            if (phase == Phase.POSTED) {
                actions.add(new Action.Obey(order));
            }
        }
        if (phase == Phase.ENDED && link.isAcknowledged()) {
            actions.add(new Action.Forget());
        } else if (phase != Phase.ORPHANED && !bundle.items().isEmpty()) {
            actions.add(new Action.Send(link.bundle()));
        }
        return actions;
    }

    /// Something became of the child.
    List<Action> heard(ChildNews news) {
        boolean isOver = news instanceof ChildNews.Gone || news instanceof ChildNews.Refused;
        if (phase == Phase.ORPHANED) {
            return isOver ? List.of(new Action.Forget()) : List.of();
        }
        if (isOver) {
            phase = Phase.ENDED;
        }
        return List.of(new Action.Send(link.send(news)));
    }

    /// The parent's node is lost, or knows nothing of this posting.
    List<Action> orphaned() {
        return switch (phase) {
            case ENDED -> List.of(new Action.Forget());
            case ORPHANED -> List.of();
            case POSTED -> {
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
