package dev.understudy.drills;

import dev.understudy.cluster.Certificates;
import dev.understudy.drills.FaultKind.Outlook;
import dev.understudy.drills.Verdict.Far;
import dev.understudy.drills.Verdict.Finding;
import dev.understudy.drills.Verdict.Harm;
import dev.understudy.drills.Verdict.Load;
import dev.understudy.drills.Verdict.Recovery;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// Turns what a drill wrote down into its verdict. Pure: the same findings, the same verdict.
///
/// *FAIL* if a figure that must be zero is not, an entity did not answer at the end, a node that should have kept its
/// entities lost them, or the load went wrong outside of all [fault windows][FaultWindow]. *VACUOUS* if nothing is
/// wrong, but a drill like this could not have shown it: too little load, nothing hit, nothing audited. *PASS*
/// otherwise.
final class Judge {
    /// Fewer answers a second than this before the fault make a drill that is not worth its name.
    static final long LEAST_ASKS_PER_SECOND = 200;

    /// The share of asks that must be answered outside the fault windows.
    static final double LEAST_ACKED_SHARE = 0.99;

    /// A far caller that asked less while it was cut off would not have noticed a minority that goes on.
    static final long LEAST_FAR_ASKS = 50;

    private static final int SIGNIFICANT_DIGITS = 3;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Findings findings;
    private final List<FaultWindow> windows;

    private Judge(Findings findings) {
        this.findings = findings;
        this.windows = FaultWindow.of(findings);
    }

    static Verdict judge(Findings findings) {
        return new Judge(findings).verdict();
    }

    private Verdict verdict() {
        Load load = load();
        Harm harm = harm();
        Recovery recovery = recovery();
        List<String> failures = failures(harm);
        List<String> doubts = doubts(load, harm);

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
                far().orElse(null),
                List.copyOf(harm.judged().keySet()),
                findings.faults().stream()
                        .map(Fault::evidence)
                        .filter(evidence -> !evidence.isEmpty())
                        .collect(Collectors.joining("; ")));
    }

    // ---- what is wrong ----

    private List<String> failures(Harm harm) {
        List<String> failures = new ArrayList<>();
        harm.judged().forEach((name, figure) -> {
            if (figure != 0 && !(name.equals(Harm.DOUBLE_ACTIVE) && isTolerated(harm))) {
                failures.add("%s is %d, must be 0".formatted(name, figure));
            }
        });
        if (findings.unanswered() > 0) {
            failures.add("%d of %d entities did not answer at the end"
                    .formatted(findings.unanswered(), findings.setting().entities()));
        }
        findings.farCaller()
                .filter(far -> far.unanswered() > 0)
                .ifPresent(far ->
                        failures.add("%d of %d entities did not answer the caller on the victims' side at the end"
                                .formatted(far.unanswered(), findings.setting().entities())));
        windows.forEach(window -> failures(window, failures));
        List<Attempt> outside = findings.attempts().stream()
                .filter(attempt -> windows.stream().noneMatch(window -> window.contains(attempt)))
                .toList();
        long ackedOutside = acked(outside);
        if (ackedOutside < LEAST_ACKED_SHARE * outside.size()) {
            failures.add("%d of %d asks outside the fault windows were answered, must be %.0f %%"
                    .formatted(ackedOutside, outside.size(), 100 * LEAST_ACKED_SHARE));
        }
        return failures;
    }

    private static void failures(FaultWindow window, List<String> failures) {
        Fault fault = window.fault();
        int unanswered = window.availability().unanswered().size();
        if (unanswered > 0) {
            failures.add("%d of %d affected entities did not answer the load again"
                    .formatted(unanswered, fault.affected().size()));
        }
        if (fault.kind().outlook() == Outlook.KEPT && fault.seen().movedNanos().isPresent()) {
            failures.add("%s lost entities to others, which a %s is no reason for"
                    .formatted(
                            String.join(" and ", fault.victims()), fault.kind().word()));
        }
    }

    /// Whether double activity is the price of believing forged resets: no longer than a lease lasts.
    private boolean isTolerated(Harm harm) {
        return findings.setting().guarantees().certificates().equals(Guarantees.word(Certificates.SOCKET))
                && findings.faults().stream().anyMatch(fault -> fault.kind() == FaultKind.RESETS)
                && harm.doubleActiveMs() != null
                && harm.doubleActiveMs() <= Guarantees.LEASE.toMillis();
    }

    // ---- what it proves ----

    private List<String> doubts(Load load, Harm harm) {
        List<String> doubts = new ArrayList<>();
        if (load.asksPerSecondBefore() < LEAST_ASKS_PER_SECOND) {
            doubts.add("%d asks/s were answered before the fault, the least for a drill is %d"
                    .formatted(load.asksPerSecondBefore(), LEAST_ASKS_PER_SECOND));
        }
        if (findings.faults().isEmpty()) {
            doubts.add("nothing was struck");
        }
        findings.faults().forEach(fault -> doubts(fault, doubts));
        findings.turns()
                .filter(turns -> turns.size() < load.acked())
                .ifPresent(turns -> doubts.add("%d turns were audited for %d answered asks: the audit is not whole"
                        .formatted(turns.size(), load.acked())));
        if (harm.undecided() != null && harm.undecided() > 0) {
            doubts.add("whether their answers can be explained was not decided for %d of %d entities"
                    .formatted(harm.undecided(), findings.setting().entities()));
        }
        far().filter(far -> far.attemptedInFault() < LEAST_FAR_ASKS)
                .ifPresent(far -> doubts.add("%d asks were made on the victims' side during the fault, the least is %d"
                        .formatted(far.attemptedInFault(), LEAST_FAR_ASKS)));
        return doubts;
    }

    private static void doubts(Fault fault, List<String> doubts) {
        if (!fault.doubt().isEmpty()) {
            doubts.add(fault.doubt());
            return;
        }
        if (fault.evidence().isEmpty() || fault.affected().isEmpty()) {
            doubts.add("the drill did not hit what it is named for");
        }
        if (fault.kind().outlook() == Outlook.EXCLUDED
                && fault.seen().detectedNanos().isEmpty()) {
            doubts.add("no view without %s was seen".formatted(String.join(" and ", fault.victims())));
        }
    }

    // ---- the figures ----

    private static long acked(Collection<Attempt> attempts) {
        return attempts.stream().filter(Attempt::isAcked).count();
    }

    private Harm harm() {
        Judgement judgement = findings.judgement();
        Judgement farJudgement =
                findings.farCaller().map(FarCaller.Report::judgement).orElse(Judgement.CLEAN);
        Optional<List<DoubleActivity.Pair>> pairs = findings.doubleActivity();
        return new Harm(
                sum(judgement.lost(), farJudgement.lost()),
                sum(judgement.duplicated(), farJudgement.duplicated()),
                pairs.map(each -> (long) each.size()).orElse(null),
                pairs.map(each -> millis(each.stream()
                                .mapToLong(DoubleActivity.Pair::overlapNanos)
                                .max()
                                .orElse(0)))
                        .orElse(null),
                sum(judgement.orderViolations(), farJudgement.orderViolations()),
                sum(judgement.unaccounted(), farJudgement.unaccounted()),
                sum(judgement.invented(), farJudgement.invented()),
                sum(judgement.gaps(), farJudgement.gaps()),
                sum(judgement.notLinearizable(), farJudgement.notLinearizable()),
                sum(judgement.undecided(), farJudgement.undecided()),
                Ledgers.off(findings.ledgers()),
                lostAsks());
    }

    private static @Nullable Long sum(@Nullable Long one, @Nullable Long other) {
        return one == null || other == null ? null : Long.valueOf(one + other);
    }

    /// Asks that were not answered although all that was going on was a planned move; null where there was none.
    private @Nullable Long lostAsks() {
        List<FaultWindow> planned = windows.stream()
                .filter(window -> window.fault().kind().isPlanned())
                .toList();
        List<FaultWindow> others = windows.stream()
                .filter(window -> !window.fault().kind().isPlanned())
                .toList();
        if (planned.isEmpty()) {
            return null;
        }
        return findings.attempts().stream()
                .filter(attempt -> !attempt.isAcked()
                        && planned.stream().anyMatch(window -> window.contains(attempt))
                        && others.stream().noneMatch(window -> window.contains(attempt)))
                .count();
    }

    private Load load() {
        long healed = windows.stream().mapToLong(FaultWindow::endNanos).max().orElse(findings.loadEndedNanos());
        return new Load(
                findings.attempts().size(),
                acked(findings.attempts()),
                errors(findings.attempts()),
                ackedPerSecond(findings.loadBegunNanos(), findings.firstFaultNanos()),
                ackedPerSecond(healed, findings.loadEndedNanos()));
    }

    private static SortedMap<String, Long> errors(Collection<Attempt> attempts) {
        SortedMap<String, Long> errors = new TreeMap<>();
        for (Attempt attempt : attempts) {
            if (!attempt.isAcked()) {
                errors.merge(attempt.outcome().name(), 1L, Long::sum);
            }
        }
        return errors;
    }

    private Optional<Far> far() {
        return findings.farCaller().map(this::far);
    }

    private Far far(FarCaller.Report report) {
        List<Attempt> inFault = report.attempts().stream()
                .filter(attempt -> findings.faults().stream()
                        .anyMatch(fault -> attempt.begunNanos() - fault.certainNanos() >= 0
                                && attempt.begunNanos() - fault.endedNanos() < 0))
                .toList();
        return new Far(report.attempts().size(), inFault.size(), acked(inFault), errors(inFault));
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
        Histogram histogram = new Histogram(SIGNIFICANT_DIGITS);
        LongSummaryStatistics unavailable = windows.stream()
                .flatMap(window -> window.availability().unavailableNanos().values().stream())
                .mapToLong(Judge::millis)
                .peek(histogram::recordValue)
                .summaryStatistics();
        boolean isNone = unavailable.getCount() == 0;
        return new Recovery(
                millis(findings.formedNanos()),
                worst(fault -> between(
                        OptionalLong.of(fault.begunNanos()), fault.seen().detectedNanos())),
                // who leaves by plan hands over before anybody misses it
                worst(fault -> between(
                        fault.kind().isPlanned()
                                ? OptionalLong.of(fault.begunNanos())
                                : fault.seen().detectedNanos(),
                        fault.seen().takenOverNanos())),
                isNone ? null : histogram.getValueAtPercentile(50),
                isNone ? null : histogram.getValueAtPercentile(99),
                isNone ? null : unavailable.getMax(),
                windows.stream()
                        .mapToLong(window -> millis(window.availability().unaffectedSilenceNanos()))
                        .max()
                        .orElse(0),
                (int) findings.faults().stream()
                        .flatMap(fault -> fault.affected().stream())
                        .distinct()
                        .count(),
                findings.unanswered(),
                findings.turns().map(List::size).orElse(0));
    }

    /// The longest such time of all faults; null where it is not known of any.
    private @Nullable Long worst(Function<Fault, Stream<Long>> millis) {
        return findings.faults().stream().flatMap(millis).max(Long::compare).orElse(null);
    }

    private static Stream<Long> between(OptionalLong fromNanos, OptionalLong toNanos) {
        return fromNanos.isEmpty() || toNanos.isEmpty()
                ? Stream.empty()
                // what was in motion already may have been taken over before anybody was missed
                : Stream.of(millis(Math.max(0, toNanos.getAsLong() - fromNanos.getAsLong())));
    }

    private static long millis(long nanos) {
        return Math.ceilDiv(nanos, NANOS_PER_MILLI);
    }
}
