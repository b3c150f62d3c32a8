package dev.understudy.drills;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a drill found, as its last line of JSON says it: the parts below stand side by side in one object, in
/// snake case. Times are whole milliseconds, rounded up. A figure that could not be judged or measured is null.
///
/// @param drill the drill's name
/// @param verdict whether the grid held
/// @param reasons why the verdict is not PASS, one sentence each
/// @param setting what the drill ran with
/// @param load what was asked and answered
/// @param harm what must be zero
/// @param recovery how fast the grid healed
/// @param far what the caller on the side of the victims met; null where there was none
/// @param judged which figures of `harm` were judged
/// @param evidence what the drill hit
@JsonNaming(SnakeCaseStrategy.class)
public record Verdict(
        String drill,
        Finding verdict,
        List<String> reasons,
        @JsonUnwrapped Setting setting,
        @JsonUnwrapped Load load,
        @JsonUnwrapped Harm harm,
        @JsonUnwrapped Recovery recovery,
        @Nullable Far far,
        List<String> judged,
        String evidence) {
    /// How a drill ends.
    public enum Finding {
        /// Everything that was judged held, and the drill was worth it.
        PASS,
        /// Something did not hold.
        FAIL,
        /// Nothing was found wrong, but the drill proves nothing: too little load, or it missed what it is
        /// named for.
        VACUOUS
    }

    /// What a drill ran with.
    ///
    /// @param nodes how many nodes the grid had
    /// @param entities how many entities were asked
    /// @param seconds how long the load lasted
    /// @param seed what victims, times and the mix of the load were drawn from
    /// @param guarantees what the grid was set up to promise
    @JsonNaming(SnakeCaseStrategy.class)
    public record Setting(
            int nodes,
            int entities,
            int seconds,
            long seed,
            @JsonUnwrapped Guarantees guarantees) {}

    /// What was asked and answered.
    ///
    /// @param attempted asks of the load
    /// @param acked those that were answered
    /// @param errors those that were not, by [Outcome]
    /// @param asksPerSecondBefore answered asks a second before the fault
    /// @param asksPerSecondAfter the same after the grid had healed
    @JsonNaming(SnakeCaseStrategy.class)
    public record Load(
            long attempted,
            long acked,
            SortedMap<String, Long> errors,
            long asksPerSecondBefore,
            long asksPerSecondAfter) {
        /// Copies the errors.
        public Load {
            errors = Collections.unmodifiableSortedMap(new TreeMap<>(errors));
        }
    }

    /// What must be zero, or null where it could not be judged.
    ///
    /// @param lost acknowledged effects that are missing from the final state
    /// @param duplicated commands that were applied more than once
    /// @param doubleActive pairs of turns that show one entity active twice, see [DoubleActivity]
    /// @param doubleActiveMs how long the longest such pair lasted; a measure of `doubleActive`
    /// @param orderViolations tells of one sender that an entity saw out of order
    /// @param unaccounted by how much what all entities hold together is off
    /// @param invented effects that nobody ordered, or whose order was refused
    /// @param gaps numbers that are missing among those of the effects
    /// @param notLinearizable entities whose answers no order of their commands explains, see [Linearizability]
    /// @param undecided entities for which the search for such an order was given up: not a harm, but a doubt
    /// @param unbalanced messages that the ledgers of the driver and the nodes can't account for, see
    ///     [LossLedger][dev.understudy.sharding.ownership.LossLedger]
    /// @param lostAsks asks that were not answered during a planned move
    @JsonNaming(SnakeCaseStrategy.class)
    public record Harm(
            @Nullable Long lost,
            @Nullable Long duplicated,
            @Nullable Long doubleActive,
            @Nullable Long doubleActiveMs,
            @Nullable Long orderViolations,
            @Nullable Long unaccounted,
            @Nullable Long invented,
            @Nullable Long gaps,
            @Nullable Long notLinearizable,
            @Nullable Long undecided,
            @Nullable Long unbalanced,
            @Nullable Long lostAsks) {
        static final String DOUBLE_ACTIVE = "double_active";

        /// Nothing could be judged.
        static final Harm UNKNOWN = new Harm(null, null, null, null, null, null, null, null, null, null, null, null);

        /// The figures under their names in the verdict, without those that were not judged.
        Map<String, Long> judged() {
            Map<String, @Nullable Long> figures = new LinkedHashMap<>();
            figures.put("lost", lost);
            figures.put("duplicated", duplicated);
            figures.put(DOUBLE_ACTIVE, doubleActive);
            figures.put("order_violations", orderViolations);
            figures.put("unaccounted", unaccounted);
            figures.put("invented", invented);
            figures.put("gaps", gaps);
            figures.put("not_linearizable", notLinearizable);
            figures.put("unbalanced", unbalanced);
            figures.put("lost_asks", lostAsks);
            Map<String, Long> judged = new LinkedHashMap<>();
            figures.forEach((name, figure) -> {
                if (figure != null) {
                    judged.put(name, figure);
                }
            });
            return judged;
        }
    }

    /// What the caller on the side of the victims met.
    ///
    /// @param attempted its asks
    /// @param attemptedInFault those that it began during the fault
    /// @param ackedInFault those of them that were answered
    /// @param errorsInFault those of them that were not, by [Outcome]
    @JsonNaming(SnakeCaseStrategy.class)
    public record Far(long attempted, long attemptedInFault, long ackedInFault, SortedMap<String, Long> errorsInFault) {
        /// Copies the errors.
        public Far {
            errorsInFault = Collections.unmodifiableSortedMap(new TreeMap<>(errorsInFault));
        }
    }

    /// How fast the grid formed and healed; of several faults, the slowest.
    ///
    /// @param formedMs from the start of the processes until all nodes were ready
    /// @param detectMs from the fault to a view without the victims
    /// @param takeoverMs from there, or from the beginning of a planned leave, to a table that gives all their
    ///     entities to survivors
    /// @param unavailableP50Ms how long an affected entity did not answer, see [Availability]: the median
    /// @param unavailableP99Ms the same, 99th percentile
    /// @param unavailableMaxMs the same, the worst
    /// @param unaffectedMaxGapMs the longest silence of an entity that the fault did not hit
    /// @param affected entities that the victims owned
    /// @param unanswered entities that did not answer at the end
    /// @param turns audited turns of entities, on all nodes
    @JsonNaming(SnakeCaseStrategy.class)
    public record Recovery(
            long formedMs,
            @Nullable Long detectMs,
            @Nullable Long takeoverMs,
            @Nullable Long unavailableP50Ms,
            @Nullable Long unavailableP99Ms,
            @Nullable Long unavailableMaxMs,
            long unaffectedMaxGapMs,
            int affected,
            int unanswered,
            long turns) {}

    /// Copies the lists.
    public Verdict {
        reasons = List.copyOf(reasons);
        judged = List.copyOf(judged);
        Objects.requireNonNull(evidence, "evidence");
    }

    /// The verdict on a grid that did so badly that there was nothing to see: it didn't form, or no blow could
    /// be struck.
    static Verdict unseen(String drill, Setting setting, String reason) {
        return new Verdict(
                drill,
                Finding.FAIL,
                List.of(reason),
                setting,
                new Load(0, 0, Collections.emptySortedMap(), 0, 0),
                Harm.UNKNOWN,
                new Recovery(0, null, null, null, null, null, 0, 0, 0, 0),
                null,
                List.of(),
                "");
    }

    /// Whether the grid held.
    public boolean held() {
        return verdict == Finding.PASS;
    }
}
