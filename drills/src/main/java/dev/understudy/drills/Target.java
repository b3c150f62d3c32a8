package dev.understudy.drills;

import java.util.List;
import java.util.Set;

/// The nodes that a drill is about to strike, with all that they own; from its making on the grid's answer to
/// their loss is watched. Every blow is struck through a target, so that the times of all drills mean the same.
public final class Target {
    private final List<String> victims;
    private final Set<Integer> affected;

    Target(List<String> victims, Set<Integer> affected) {
        this.victims = List.copyOf(victims);
        this.affected = Set.copyOf(affected);
    }

    /// The numbers of the entities that the victims own.
    public Set<Integer> affected() {
        return affected;
    }

    /// Strikes without warning.
    ///
    /// @param blow returns when no answer can come from the victims any more
    /// @param evidence what was hit, in words
    public Fault crash(Runnable blow, String evidence) {
        long begun = System.nanoTime();
        blow.run();
        return new Fault(victims, affected, begun, System.nanoTime(), false, evidence);
    }

    /// Gives the victims an order that lets them hand over what they own.
    ///
    /// @param order returns when it was carried out
    /// @param evidence what was hit, in words
    public Fault plan(Runnable order, String evidence) {
        long begun = System.nanoTime();
        order.run();
        return new Fault(victims, affected, begun, begun, true, evidence);
    }
}
