package dev.understudy.drills;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FailoverDrawingTest {
    private static final long MILLI = 1_000_000;
    private static final String KILLED = "owner of 2 entities killed (node-2)";
    private static final long FAULT = 1000 * MILLI;

    @Test
    void theTimelineTellsWhatHappenedInOrder() {
        String drawing = FailoverDrawing.of(findings());

        assertThat(drawing.lines().filter(line -> line.matches(".*\\d  [X|O]  .*")))
                .containsExactly(
                        "     0.0  X  owner of 2 entities killed (node-2)",
                        "   150.0  |  the others agree on a view without it",
                        "   155.0  |  every entity has a living owner",
                        "   160.0  |  the first affected entity answers again",
                        "   200.0  |  half of them have answered",
                        "   200.0  O  the last affected entity answers again");
    }

    @Test
    void theCurveFallsAtTheFaultAndRisesAgain() {
        List<String> rows = FailoverDrawing.of(findings())
                .lines()
                .filter(line -> line.contains("% |"))
                .toList();

        String top = rows.getFirst().substring(rows.getFirst().indexOf('|') + 1);
        assertThat(top).matches("#+ +#+");
        assertThat(rows.getLast()).doesNotContain("# ");
    }

    @Test
    void thereIsNoCurveWhereNothingAnsweredAgain() {
        Findings silent = findings(List.of(), Sighting.NOTHING);

        assertThat(FailoverDrawing.of(silent)).doesNotContain("#").contains("owner of 2 entities killed");
    }

    private static Findings findings() {
        List<Attempt> attempts = new ArrayList<>();
        attempts.add(new Attempt(0, FAULT + 20 * MILLI, FAULT + 160 * MILLI, Outcome.ACKED));
        attempts.add(new Attempt(1, FAULT + 20 * MILLI, FAULT + 200 * MILLI, Outcome.ACKED));
        return findings(attempts, Faults.seen(FAULT + 150 * MILLI, FAULT + 155 * MILLI));
    }

    private static Findings findings(List<Attempt> attempts, Sighting seen) {
        return new Findings(
                "kill-owner",
                new Verdict.Setting(3, 6, 4, 7, Faults.VOLATILE),
                List.of(new Fault(
                        FaultKind.KILL,
                        List.of("node-2"),
                        Set.of(0, 1),
                        FAULT,
                        FAULT + MILLI,
                        FAULT + MILLI,
                        seen,
                        KILLED,
                        "")),
                0,
                4000 * MILLI,
                attempts,
                new Judgement(null, null, 0L),
                Optional.empty(),
                Map.of(),
                Optional.empty(),
                0,
                0);
    }
}
