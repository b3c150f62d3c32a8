package dev.understudy.persistence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class InMemoryJournalTest {
    private static final PersistenceId ID = new PersistenceId("account", "1");
    private static final FencingToken FIRST = new FencingToken(7, 1);
    private static final FencingToken SECOND = new FencingToken(7, 2);

    private final InMemoryJournal journal = new InMemoryJournal();

    @Test
    void eventsAreReplayedInOrderFromWhereOneAsks() {
        append(FIRST, 0, "a", "b");
        append(FIRST, 2, "c");

        assertThat(replay(1)).containsExactly("1=a", "2=b", "3=c");
        assertThat(replay(3)).containsExactly("3=c");
        assertThat(replay(4)).isEmpty();
    }

    @Test
    void aFormerOwnerIsRefusedOnceTheFenceIsRaised() {
        append(FIRST, 0, "a");
        journal.raiseFence(SECOND).join();

        assertThatThrownBy(() -> append(FIRST, 1, "b"))
                .hasCauseInstanceOf(StaleTokenException.class)
                .hasMessageContaining("shard 7 is fenced at 2");
        append(SECOND, 1, "c");
        assertThat(replay(1)).containsExactly("1=a", "2=c");
    }

    @Test
    void whatALaterOwnerAppendsRaisesTheFence() {
        append(SECOND, 0, "a");

        assertThatThrownBy(() -> append(FIRST, 1, "b")).hasCauseInstanceOf(StaleTokenException.class);
        assertThat(replay(1)).containsExactly("1=a");
    }

    @Test
    void aFenceIsNeverLowered() {
        journal.raiseFence(SECOND).join();

        assertThatThrownBy(() -> journal.raiseFence(FIRST).join()).hasCauseInstanceOf(StaleTokenException.class);
        assertThatThrownBy(() -> append(FIRST, 0, "a")).hasCauseInstanceOf(StaleTokenException.class);
    }

    @Test
    void aFenceOfOneShardLeavesTheOthersAlone() {
        journal.raiseFence(SECOND).join();

        append(new FencingToken(8, 1), 0, "a");

        assertThat(replay(1)).containsExactly("1=a");
    }

    @Test
    void aWriterThatLostCountWritesNothing() {
        append(FIRST, 0, "a");

        assertThatThrownBy(() -> append(FIRST, 0, "b", "c")).hasCauseInstanceOf(SequenceConflictException.class);
        assertThatThrownBy(() -> append(FIRST, 2, "b")).hasMessageContaining("at sequence number 1");
        assertThat(replay(1)).containsExactly("1=a");
    }

    @Test
    void whatIsAppendedDoesNotChangeWithTheWritersArray() {
        byte[] payload = "a".getBytes(UTF_8);
        assertThat(journal.append(ID, FIRST, 0, List.of(payload)).join()).isEqualTo(1);

        payload[0] = 'z';

        assertThat(replay(1)).containsExactly("1=a");
    }

    private void append(FencingToken token, long after, String... events) {
        var payloads = Stream.of(events).map(event -> event.getBytes(UTF_8)).toList();
        assertThat(journal.append(ID, token, after, payloads).join()).isEqualTo(after + events.length);
    }

    private List<String> replay(long from) {
        return journal.replay(ID, from).join().stream()
                .map(event -> event.sequenceNumber() + "=" + new String(event.payload(), UTF_8))
                .toList();
    }
}
