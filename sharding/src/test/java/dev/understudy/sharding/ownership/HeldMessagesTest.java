package dev.understudy.sharding.ownership;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// What waits at an owner, and at a sender, is bounded in messages and in bytes.
final class HeldMessagesTest {
    private static final Incarnation SENDER = new Incarnation(new MemberId("a"), 1);
    private static final LaneId LANE = new LaneId(SENDER, 0, 1);

    private final Settings settings =
            Settings.defaults().withLimits(8, 8, 4, 100).withHeldBytes(10, 25);
    private final NodeBudget node = NodeBudget.of(settings);

    @Test
    void anOwnerTakesAsManyMessagesAsMayWait() {
        var inbox = inbox();

        boolean all = inbox.take(LANE, messages(1, 6, "x"));

        assertThat(all).isFalse();
        assertThat(inbox.size()).isEqualTo(4);
        assertThat(inbox.delivered()).containsEntry(LANE, 4L);
    }

    @Test
    void anOwnerTakesAsManyBytesAsMayWait() {
        var inbox = inbox();

        boolean all = inbox.take(LANE, messages(1, 3, "12345"));

        assertThat(all).isFalse();
        assertThat(inbox.size()).isEqualTo(2);
        assertThat(node.received().held()).isEqualTo(10);
    }

    @Test
    void aMessageThatIsTooLargeWaitsAlone() {
        var inbox = inbox();

        assertThat(inbox.take(LANE, messages(1, 1, "much more than ten"))).isTrue();
        assertThat(inbox.take(LANE, messages(2, 1, "x"))).isFalse();
    }

    @Test
    void whatHasBegunMakesRoom() {
        var inbox = inbox();
        inbox.take(LANE, messages(1, 2, "12345"));

        inbox.begin();

        assertThat(inbox.take(LANE, messages(3, 1, "12345"))).isTrue();
    }

    @Test
    void whatIsPutBackCountsAgain() {
        var inbox = inbox();
        inbox.take(LANE, messages(1, 2, "12345"));

        inbox.putBack(requireNonNull(inbox.begin()));

        assertThat(node.received().held()).isEqualTo(10);
    }

    @Test
    void theShardsOfANodeShareItsBytes() {
        var one = inbox();
        var two = inbox();
        var three = inbox();
        one.take(LANE, messages(1, 2, "12345"));
        two.take(LANE, messages(1, 2, "12345"));

        assertThat(three.take(LANE, messages(1, 2, "12345"))).isFalse();
        assertThat(three.size()).isEqualTo(1);

        one.close();

        assertThat(three.take(LANE, messages(2, 1, "12345"))).isTrue();
    }

    @Test
    void aHandedOverInboxCountsAtItsNewOwner() {
        var inbox = inbox();
        inbox.take(LANE, messages(1, 2, "12345"));
        var state = new HandoffState(1, inbox.delivered(), inbox.waiting(), List.of(), null);
        var there = NodeBudget.of(settings);

        var received = new ShardInbox(state, settings, there.received());

        assertThat(received.size()).isEqualTo(2);
        assertThat(there.received().held()).isEqualTo(10);
    }

    @Test
    void aSenderThatHoldsTooMuchRefusesATellAndAnAskAtOnce() {
        var lanes = new OutboundLanes(0, settings, node);
        var out = new Outbox(SENDER, settings, Rules.all());
        lanes.tell("e", new Text("12345"), out);
        lanes.ask("e", new Text("12345"), 100, out);
        out.drain();

        lanes.tell("e", new Text("x"), out);
        lanes.ask("e", new Text("x"), 100, out);

        assertThat(out.drain())
                .satisfiesExactly(
                        refused -> assertThat(refused)
                                .isInstanceOfSatisfying(
                                        Output.DeadLettered.class,
                                        dead -> assertThat(dead.reason()).isEqualTo(DeadReason.SENDER_FULL)),
                        begun -> assertThat(begun).isInstanceOf(Output.AskBegun.class),
                        ended -> assertThat(ended)
                                .isInstanceOfSatisfying(
                                        Output.AskEnded.class,
                                        end -> assertThat(end.outcome()).isEqualTo(new AskOutcome.Unavailable())));
    }

    @Test
    void anAskThatHasEndedMakesRoomAtItsSender() {
        var lanes = new OutboundLanes(0, settings, node);
        var out = new Outbox(SENDER, settings, Rules.all());
        lanes.ask("e", new Text("1234567890"), 100, out);

        lanes.tick(100, out);

        assertThat(node.unsent().held()).isZero();
    }

    @Test
    void aSendersLedgerTellsWhatBecameOfEachMessage() {
        var lanes = new OutboundLanes(0, settings, node);
        var out = new Outbox(SENDER, settings, Rules.all());
        lanes.tell("e", new Text("12345"), out);
        lanes.ask("e", new Text("12345"), 100, out);
        lanes.tell("e", new Text("x"), out);
        lanes.ask("e", new Text("x"), 100, out);
        assertThat(node.ledger().balance())
                .isEqualTo(new LossLedger.Balance(
                        4, 0, Map.of("SENDER_FULL", 1L), Map.of("SENDER_FULL", 1L), Map.of(), 2));

        lanes.tick(100, out);
        lanes.end(out);

        assertThat(node.ledger().balance())
                .isEqualTo(new LossLedger.Balance(
                        4,
                        0,
                        Map.of("SENDER_FULL", 1L, "NO_OWNER", 1L),
                        Map.of("SENDER_FULL", 1L, "SENDER_LEFT", 1L),
                        Map.of(),
                        0));
        assertThat(node.ledger().balance().off()).isZero();
    }

    @Test
    void aMessageThatVanishesPutsTheLedgerOff() {
        assertThat(new LossLedger.Balance(5, 1, Map.of("a", 1L), Map.of("b", 1L), Map.of(), 1).off())
                .isEqualTo(1);
    }

    private ShardInbox inbox() {
        return new ShardInbox(1, settings, node.received());
    }

    private static List<EntityMessage> messages(long from, int count, String text) {
        return LongStream.range(from, from + count)
                .mapToObj(seq -> new EntityMessage(seq, "e" + seq, new Text(text), null, 1, 0))
                .toList();
    }
}
