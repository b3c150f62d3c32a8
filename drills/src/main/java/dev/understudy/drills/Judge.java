package dev.understudy.drills;

import dev.understudy.drills.Verdict.Finding;
import dev.understudy.drills.Verdict.Harm;
import dev.understudy.drills.Verdict.Load;
import dev.understudy.drills.Verdict.Recovery;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// Turns what a drill wrote down into its verdict. Pure: the same findings, the same verdict.
///
/// *FAIL* if a figure that must be zero is not, an entity did not answer at the end, or the load went wrong
/// outside the fault window, which lasts from the fault until every affected entity has answered. *VACUOUS* if
/// nothing is wrong, but a drill like this could not have shown it: too little load, nothing hit, nothing
/// audited. *PASS* otherwise.
final class Judge {
    /// Fewer answers a second than this before the fault make a drill that is not worth its name.
    static final long LEAST_ASKS_PER_SECOND = 200;

    /// The share of asks that must be answered outside the fault window.
    static final double LEAST_ACKED_SHARE = 0.99;

    private static final int SIGNIFICANT_DIGITS = 3;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Findings findings;
    private final Fault fault;
    private final Availability availability;

    private Judge(Findings findings) {
        this.findings = findings;
        this.fault = findings.fault();
        this.availability = Availability.of(findings.attempts(), fault);
    }

    static Verdict judge(Findings findings) {
        return new Judge(findings).verdict();
    }

    private Verdict verdict() {
        Load load = load();
        Harm harm = harm();
        Recovery recovery = recovery();
        List<String> failures = failures(harm);
        List<String> doubts = doubts(load);

        Finding finding = failures.isEmpty() ? doubts.isEmpty() ? Finding.PASS : Finding.VACUOUS : Finding.FAIL;
        List<String> reasons = new ArrayList<>(failures);
        reasons.addAll(doubts);
        return new Verdict(
                findings.drill(),
                finding,
                reasons,
                findings.setting(),
                load,
                harm,
                recovery,
                List.copyOf(harm.judged().keySet()),
                fault.evidence());
    }

    private List<String> failures(Harm harm) {
        List<String> failures = new ArrayList<>();
        harm.judged().forEach((name, figure) -> {
            if (figure != 0) {
                failures.add("%s is %d, must be 0".formatted(name, figure));
            }
        });
        if (findings.unanswered() > 0) {
            failures.add(
                    "%d of %d entities did not answer at the end".formatted(findings.unanswered(), settingEntities()));
        }
        if (!availability.unanswered().isEmpty()) {
            failures.add("%d of %d affected entities did not answer the load again"
                    .formatted(
                            availability.unanswered().size(), fault.affected().size()));
        }
        List<Attempt> outside = findings.attempts().stream()
                .filter(attempt -> !inFaultWindow(attempt))
                .toList();
        long ackedOutside = acked(outside);
        if (ackedOutside < LEAST_ACKED_SHARE * outside.size()) {
            failures.add("%d of %d asks outside the fault window were answered, must be %.0f %%"
                    .formatted(ackedOutside, outside.size(), 100 * LEAST_ACKED_SHARE));
        }
        return failures;
    }

    private List<String> doubts(Load load) {
        List<String> doubts = new ArrayList<>();
        if (load.asksPerSecondBefore() < LEAST_ASKS_PER_SECOND) {
            doubts.add("%d asks/s were answered before the fault, the least for a drill is %d"
                    .formatted(load.asksPerSecondBefore(), LEAST_ASKS_PER_SECOND));
        }
        if (fault.evidence().isEmpty() || fault.affected().isEmpty()) {
            doubts.add("the drill did not hit what it is named for");
        }
        if (findings.detectedNanos().isEmpty()) {
            doubts.add("no view without the struck nodes was seen");
        }
        findings.turns()
                .filter(turns -> turns.size() < load.acked())
                .ifPresent(turns -> doubts.add("%d turns were audited for %d answered asks: the audit is not whole"
                        .formatted(turns.size(), load.acked())));
        return doubts;
    }

    private int settingEntities() {
        return findings.setting().entities();
    }

    private boolean inFaultWindow(Attempt attempt) {
        return attempt.touches(fault.begunNanos(), healedNanos());
    }

    private long healedNanos() {
        return availability.healedNanos().orElse(findings.loadEndedNanos());
    }

    private static long acked(Collection<Attempt> attempts) {
        return attempts.stream().filter(Attempt::isAcked).count();
    }

    private Harm harm() {
        Judgement judgement = findings.judgement();
        Optional<Long> doubleActive = findings.doubleActivity().map(pairs -> (long) pairs.size());
        return new Harm(
                judgement.lost(), judgement.duplicated(), doubleActive.orElse(null), judgement.orderViolations());
    }

    private Load load() {
        TreeMap<String, Long> errors = new TreeMap<>();
        for (Attempt attempt : findings.attempts()) {
            if (!attempt.isAcked()) {
                errors.merge(attempt.outcome().name(), 1L, Long::sum);
            }
        }
        return new Load(
                findings.attempts().size(),
                acked(findings.attempts()),
                errors,
                ackedPerSecond(findings.loadBegunNanos(), fault.begunNanos()),
                ackedPerSecond(healedNanos(), findings.loadEndedNanos()));
    }

    private long ackedPerSecond(long fromNanos, long toNanos) {
        long span = toNanos - fromNanos;
        if (span <= 0) {
            return 0;
        }
        long acked = findings.attempts().stream()
                .filter(attempt -> attempt.isAcked()
                        && attempt.endedNanos() - fromNanos >= 0
                        && attempt.endedNanos() - toNanos < 0)
                .count();
        return Math.round(acked * NANOS_PER_SECOND / span);
    }

    private Recovery recovery() {
        Collection<Long> unavailable = availability.unavailableNanos().values();
        Histogram histogram = new Histogram(SIGNIFICANT_DIGITS);
        unavailable.forEach(nanos -> histogram.recordValue(millis(nanos)));
        return new Recovery(
                millis(findings.formedNanos()),
                between(OptionalLong.of(fault.begunNanos()), findings.detectedNanos()),
                // who leaves by plan hands over before anybody misses it
                between(
                        fault.isPlanned() ? OptionalLong.of(fault.begunNanos()) : findings.detectedNanos(),
                        findings.takenOverNanos()),
                unavailable.isEmpty() ? null : histogram.getValueAtPercentile(50),
                unavailable.isEmpty() ? null : histogram.getValueAtPercentile(99),
                unavailable.isEmpty() ? null : millis(Collections.max(unavailable)),
                millis(availability.unaffectedSilenceNanos()),
                fault.affected().size(),
                findings.unanswered(),
                findings.turns().map(List::size).orElse(0));
    }

    private static @Nullable Long between(OptionalLong fromNanos, OptionalLong toNanos) {
        return fromNanos.isEmpty() || toNanos.isEmpty() ? null : millis(toNanos.getAsLong() - fromNanos.getAsLong());
    }

    private static long millis(long nanos) {
        return Math.ceilDiv(nanos, NANOS_PER_MILLI);
    }
}
