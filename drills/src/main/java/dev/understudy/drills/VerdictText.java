package dev.understudy.drills;

import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A verdict for people.
final class VerdictText {
    private VerdictText() {}

    static String of(Verdict verdict) {
        Verdict.Setting setting = verdict.setting();
        Verdict.Load load = verdict.load();
        Verdict.Recovery recovery = verdict.recovery();
        StringBuilder text = new StringBuilder("%s: %s%n".formatted(verdict.drill(), verdict.verdict()));
        verdict.reasons().forEach(reason -> line(text, "because", reason));
        line(
                text,
                "ran with",
                "%d nodes, %d entities, %d s, seed %d; state %s, %d backups, certificates %s"
                        .formatted(
                                setting.nodes(),
                                setting.entities(),
                                setting.seconds(),
                                setting.seed(),
                                setting.guarantees().state(),
                                setting.guarantees().backups(),
                                setting.guarantees().certificates()));
        line(text, "hit", verdict.evidence());
        line(
                text,
                "load",
                "%d of %d asks answered; %d/s before the fault, %d/s after it had healed%s"
                        .formatted(
                                load.acked(),
                                load.attempted(),
                                load.asksPerSecondBefore(),
                                load.asksPerSecondAfter(),
                                errors(load.errors())));
        line(text, "judged", judged(verdict.harm()));
        line(
                text,
                "healed",
                "detected after %s, taken over in %s; unavailable p50 %s, p99 %s, max %s; others silent %d ms at most"
                        .formatted(
                                millis(recovery.detectMs()),
                                millis(recovery.takeoverMs()),
                                millis(recovery.unavailableP50Ms()),
                                millis(recovery.unavailableP99Ms()),
                                millis(recovery.unavailableMaxMs()),
                                recovery.unaffectedMaxGapMs()));
        Verdict.Far far = verdict.far();
        if (far != null) {
            line(
                    text,
                    "there",
                    "%d of %d asks on the victims' side answered during the fault%s"
                            .formatted(far.ackedInFault(), far.attemptedInFault(), errors(far.errorsInFault())));
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String label, String what) {
        text.append("  %-9s %s%n".formatted(label, what));
    }

    private static String errors(Map<String, Long> errors) {
        return errors.isEmpty() ? "" : " " + errors;
    }

    private static String judged(Verdict.Harm harm) {
        Map<String, Long> judged = harm.judged();
        return judged.isEmpty()
                ? "nothing"
                : judged.entrySet().stream()
                        .map(figure -> figure.getValue() + " " + figure.getKey())
                        .collect(Collectors.joining(", "));
    }

    private static String millis(@Nullable Long millis) {
        return millis == null ? "never" : millis + " ms";
    }
}
