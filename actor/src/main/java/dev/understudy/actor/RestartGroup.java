package dev.understudy.actor;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The restart, or stop, of several siblings in Erlang's order: they end right to left, each before the next, and
/// start left to right, each before the next. Pure: says what to do, and is told what came of it. Whoever is gone
/// before its turn is passed over.
///
/// ```text
///          halted / gone                    backoff over                 started / gone
///         ┌─────────────┐                  (restarts only)              ┌─────────────┐
///         ▼             │ last one                                      ▼             │ last one
///  ──▶ HALTING ─────────┴──────────▶ WAITING ─────────────────────▶ STARTING ─────────┴──▶ DONE
///         └──────────── last one, nothing to start ──────────────────────────────────────────▲
/// ```
///
/// @param <C> a child
final class RestartGroup<C> {

    /// Where the group is.
    enum Phase {
        HALTING,
        WAITING,
        STARTING,
        DONE
    }

    /// What to do next.
    sealed interface Step<C> {
        /// End this one's behavior, keeping its mailbox.
        record Halt<C>(C child) implements Step<C> {}

        /// Stop this one for good.
        record Stop<C>(C child) implements Step<C> {}

        /// Wait for the backoff, then call [#waited].
        record Wait<C>() implements Step<C> {}

        /// Give this one a new behavior.
        record Start<C>(C child) implements Step<C> {}

        /// Nothing: something is awaited, or all is done.
        record Nothing<C>() implements Step<C> {}
    }

    /// A member.
    ///
    /// @param child who
    /// @param comesBack whether it is restarted, or stopped
    record Member<C>(C child, boolean comesBack) {}

    private final List<Member<C>> members;
    private final Set<C> gone = new HashSet<>();
    private Phase phase = Phase.HALTING;
    private int cursor;

    /// A group of siblings, left to right.
    RestartGroup(List<Member<C>> members) {
        this.members = List.copyOf(members);
        this.cursor = members.size();
    }

    Phase phase() {
        return phase;
    }

    /// The first step.
    Step<C> begin() {
        return haltNext();
    }

    /// A member was halted.
    Step<C> halted(C child) {
        return phase == Phase.HALTING && isAtCursor(child) ? haltNext() : new Step.Nothing<>();
    }

    /// A member has stopped for good: because it was to, of itself, or because its parent wanted that meanwhile.
    Step<C> gone(C child) {
        gone.add(child);
        // A member that stops while it is being started ends the wait for it.
        return phase == Phase.STARTING ? started(child) : halted(child);
    }

    /// The backoff is over.
    Step<C> waited() {
        if (phase != Phase.WAITING) {
            throw new IllegalStateException("waited in phase " + phase);
        }
        phase = Phase.STARTING;
        cursor = -1;
        return startNext();
    }

    /// A member has its new behavior.
    Step<C> started(C child) {
        return phase == Phase.STARTING && isAtCursor(child) ? startNext() : new Step.Nothing<>();
    }

    /// Whether this child's failing means nothing new, as it is about to be ended anyway.
    boolean supersedesFailureOf(C child) {
        int at = indexOf(child);
        return at >= 0 && phase != Phase.DONE && !(phase == Phase.STARTING && at <= cursor);
    }

    private Step<C> haltNext() {
        do {
            cursor--;
        } while (cursor >= 0 && gone.contains(members.get(cursor).child()));
        if (cursor >= 0) {
            var member = members.get(cursor);
            return member.comesBack() ? new Step.Halt<>(member.child()) : new Step.Stop<>(member.child());
        }
        boolean anyComesBack = members.stream().anyMatch(this::isToStart);
        phase = anyComesBack ? Phase.WAITING : Phase.DONE;
        return anyComesBack ? new Step.Wait<>() : new Step.Nothing<>();
    }

    private Step<C> startNext() {
        do {
            cursor++;
        } while (cursor < members.size() && !isToStart(members.get(cursor)));
        if (cursor < members.size()) {
            return new Step.Start<>(members.get(cursor).child());
        }
        phase = Phase.DONE;
        return new Step.Nothing<>();
    }

    private boolean isToStart(Member<C> member) {
        return member.comesBack() && !gone.contains(member.child());
    }

    private boolean isAtCursor(C child) {
        return cursor >= 0
                && cursor < members.size()
                && members.get(cursor).child().equals(child);
    }

    private int indexOf(C child) {
        for (int i = 0; i < members.size(); i++) {
            if (members.get(i).child().equals(child)) {
                return i;
            }
        }
        return -1;
    }
}
