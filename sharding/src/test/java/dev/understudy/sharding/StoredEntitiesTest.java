package dev.understudy.sharding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.persistence.StoredTurn;
import dev.understudy.serialization.MessageCodec;
import dev.understudy.serialization.MessageRegistry;
import dev.understudy.sharding.ownership.DedupeWindow;
import dev.understudy.sharding.ownership.LogRecord;
import dev.understudy.sharding.ownership.ReplicaSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StoredEntitiesTest {
    private static final MessageCodec CODEC = MessageRegistry.builder().build().codec();
    private static final long OWNER_EPOCH = 3;

    private final JournalBudget budget = new JournalBudget(1_000);
    private final List<String> gone = new ArrayList<>();
    private final StoredEntities stored = recovered(new ReplicaSnapshot(0, null, nothingAnswered()), List.of());

    private StoredEntities recovered(ReplicaSnapshot snapshot, List<LogRecord> tail) {
        return new StoredEntities(snapshot, tail, budget);
    }

    @Test
    void aNewOwnerFindsTheHistoriesOfTheSnapshotAndOfTheRecordsAfterIt() {
        var image = new Cargo.Image(Map.of("a", List.of(turn(2, true)), "b", List.of(turn(1, false))), 0);

        var taken = recovered(
                new ReplicaSnapshot(7, image, nothingAnswered()),
                List.of(entry(8, "a", turn(3, false)), entry(9, "c", turn(1, false))));

        assertThat(taken.history("a").turns()).containsExactly(turn(2, true), turn(3, false));
        assertThat(taken.history("b").turns()).containsExactly(turn(1, false));
        assertThat(taken.history("c").turns()).containsExactly(turn(1, false));
        assertThat(taken.history("d").turns()).isEmpty();
        assertThat(budget.unsafe()).isZero();
    }

    @Test
    void whatATurnSendsWaitsForItsRecord() {
        stored.append("a", turn(1, false));
        stored.hold(List.of(send("first")));
        stored.append("a", turn(2, false));
        stored.hold(List.of(send("second")));
        assertThat(gone).isEmpty();
        assertThat(budget.unsafe()).isEqualTo(2);

        stored.committed(1);
        assertThat(gone).containsExactly("first goes");
        stored.committed(2);
        assertThat(gone).containsExactly("first goes", "second goes");
        assertThat(budget.unsafe()).isZero();
    }

    @Test
    void whatRestsOnSafeTurnsAloneGoesAtOnce() {
        stored.append("a", turn(1, false));
        stored.committed(1);

        stored.hold(List.of(send("answer")));

        assertThat(gone).containsExactly("answer goes");
    }

    @Test
    void whatIsNotSafeWhenTheOwnershipEndsIsDroppedAndCountsNoLonger() {
        stored.append("a", turn(1, false));
        stored.hold(List.of(send("news")));

        stored.drop();

        assertThat(gone).containsExactly("news dropped");
        assertThat(budget.bytes()).isZero();
        assertThat(budget.unsafe()).isZero();
    }

    @Test
    void aSnapshotIsOfTheRecordForWhichItWasWantedAndComesWhenThatIsCommitted() {
        stored.append("a", turn(1, false));
        stored.append("b", turn(1, false));
        stored.snapshotWanted(OWNER_EPOCH);
        stored.append("a", turn(2, false));
        assertThat(stored.takeSnapshot()).isNull();

        stored.committed(1);
        assertThat(stored.takeSnapshot()).isNull();
        stored.committed(3);

        assertThat(stored.takeSnapshot()).satisfies(snapshot -> {
            assertThat(snapshot.at()).isEqualTo(2);
            assertThat(snapshot.ownerEpoch()).isEqualTo(OWNER_EPOCH);
            assertThat(snapshot.image().turns())
                    .isEqualTo(Map.of("a", List.of(turn(1, false)), "b", List.of(turn(1, false))));
        });
        assertThat(stored.takeSnapshot()).isNull();
    }

    @Test
    void aSnapshotIsWorthItsLengthOnlyWhenAsMuchWasAppendedSinceTheLast() {
        for (int number = 1; number <= 10; number++) {
            stored.append("a", turn(number, false));
        }
        stored.snapshotWanted(OWNER_EPOCH);
        stored.committed(10);
        assertThat(stored.takeSnapshot()).isNotNull();

        stored.append("a", turn(11, false));
        stored.snapshotWanted(OWNER_EPOCH);
        stored.committed(11);
        assertThat(stored.takeSnapshot()).isNull();

        stored.append("a", turn(12, true));
        stored.snapshotWanted(OWNER_EPOCH);
        stored.committed(12);
        assertThat(stored.takeSnapshot())
                .satisfies(snapshot ->
                        assertThat(snapshot.image().turns()).isEqualTo(Map.of("a", List.of(turn(12, true)))));
    }

    @Test
    void theJournalIsFullWhenTheHistoriesTakeAllThereIs() {
        while (!budget.isFull()) {
            stored.append("a", turn(stored.history("a").sequenceNumber() + 1, false));
        }
        assertThat(budget.bytes()).isGreaterThanOrEqualTo(1_000);

        stored.append("a", turn(stored.history("a").sequenceNumber() + 1, true));
        assertThat(budget.isFull()).isFalse();
    }

    @Test
    void thoseThatRunUnaskedAreNamed() {
        stored.append("a", StoredTurn.encode(CODEC, 1, List.of("event"), null, true));
        stored.append("b", turn(1, false));
        stored.append("c", StoredTurn.encode(CODEC, 1, List.of("event"), null, true));
        stored.append("c", turn(2, false));

        assertThat(stored.unasked()).containsExactly("a");
    }

    private HeldSend send(String name) {
        return new HeldSend() {
            @Override
            public void go() {
                gone.add(name + " goes");
            }

            @Override
            public void drop() {
                gone.add(name + " dropped");
            }
        };
    }

    private static StoredTurn turn(long sequenceNumber, boolean hasState) {
        return StoredTurn.encode(
                CODEC, sequenceNumber, List.of("event " + sequenceNumber), hasState ? "state" : null, false);
    }

    private static LogRecord entry(long seq, String entity, StoredTurn turn) {
        return new LogRecord(seq, OWNER_EPOCH, entity, null, new Cargo.Stored(turn), null);
    }

    private static DedupeWindow nothingAnswered() {
        return new DedupeWindow(Map.of(), false);
    }
}
