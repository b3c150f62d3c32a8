package dev.understudy.drills;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class VerdictTest {
    private static final Set<String> CONTRACT = Set.of(
            "drill",
            "verdict",
            "nodes",
            "entities",
            "seed",
            "seconds",
            "attempted",
            "acked",
            "lost",
            "duplicated",
            "double_active",
            "order_violations",
            "unaccounted",
            "detect_ms",
            "takeover_ms",
            "unavailable_p50_ms",
            "unavailable_p99_ms",
            "unavailable_max_ms",
            "unaffected_max_gap_ms",
            "certificates",
            "backups",
            "durability",
            "judged",
            "evidence",
            "errors");

    @Test
    void everyKeyOfTheContractIsInTheJson() {
        JsonNode json = JsonMapper.builder().build().valueToTree(verdict());

        assertThat(json.propertyStream().map(entry -> entry.getKey()).collect(Collectors.toSet()))
                .containsAll(CONTRACT)
                .contains("state", "asks_per_second_before", "asks_per_second_after");
        assertThat(json.get("verdict").asText()).isEqualTo("PASS");
        assertThat(json.get("unavailable_p99_ms").asLong()).isEqualTo(260);
    }

    @Test
    void aFigureThatWasNotJudgedIsNullAndMissingFromTheList() {
        JsonNode json = JsonMapper.builder().build().valueToTree(verdict());

        assertThat(json.get("lost").isNull()).isTrue();
        assertThat(json.get("judged").valueStream().map(JsonNode::asText)).containsExactly("double_active");
    }

    private static Verdict verdict() {
        Verdict.Harm harm = new Verdict.Harm(null, null, 0L, 0L, null, null, null, null, null, null, null, null);
        return new Verdict(
                "kill-owner",
                Verdict.Finding.PASS,
                List.of(),
                new Verdict.Setting(3, 1000, 20, 7, Faults.VOLATILE),
                new Verdict.Load(10, 9, new TreeMap<>(java.util.Map.of("ASK_TIMEOUT", 1L)), 500, 510),
                harm,
                new Verdict.Recovery(3000, 171L, 12L, 190L, 260L, 310L, 35, 341, 0, 12),
                null,
                List.copyOf(harm.judged().keySet()),
                "owner of 341 entities killed");
    }
}
