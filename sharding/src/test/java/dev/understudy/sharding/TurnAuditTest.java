package dev.understudy.sharding;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TurnAuditTest {
    @TempDir
    private Path folder;

    @Test
    void turnsAreReadBackInTheOrderInWhichTheyStarted() throws IOException {
        var path = folder.resolve("turns");
        try (var audit = TurnAudit.create(path)) {
            long one = audit.activated("account", "1", "a@1#1");
            long two = audit.activated("account", "2", "a@1#2");
            audit.ended(audit.started(one));
            audit.ended(audit.started(two));
            audit.ended(audit.started(one));
        }

        var turns = TurnAudit.read(path);

        assertThat(turns).extracting(TurnAudit.Turn::id).containsExactly("1", "2", "1");
        assertThat(turns).extracting(TurnAudit.Turn::activation).containsExactly("a@1#1", "a@1#2", "a@1#1");
        assertThat(turns).allMatch(turn -> turn.hasEnded() && turn.startNanos() <= turn.endNanos());
    }

    @Test
    void aTurnThatWasCutOffHasNoEnd() throws IOException {
        var path = folder.resolve("turns");
        try (var audit = TurnAudit.create(path)) {
            ByteBuffer cutOff = audit.started(audit.activated("account", "1", "a@1#1"));
            assertThat(cutOff.capacity()).isPositive();

            var turns = TurnAudit.read(path); // while it is written, as after a kill

            assertThat(turns).singleElement().matches(turn -> !turn.hasEnded());
        }
    }

    @Test
    void aRecordGrowsBeyondItsFirstSegment() throws IOException {
        var path = folder.resolve("turns");
        int count = 600_000; // of 32 bytes: more than 16 MiB
        try (var audit = TurnAudit.create(path)) {
            long activation = audit.activated("account", "1", "a@1#1");
            IntStream.range(0, count).forEach(_ -> audit.ended(audit.started(activation)));
        }

        assertThat(TurnAudit.read(path)).hasSize(count).allMatch(TurnAudit.Turn::hasEnded);
    }
}
