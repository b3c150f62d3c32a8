package dev.understudy.sharding.ownership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class AcceptorTest {
    private static final Incarnation LEADER = new Incarnation(new MemberId("a"), 1);
    private static final Incarnation OTHER = new Incarnation(new MemberId("b"), 1);

    private final Settings settings = Settings.defaults().withDurability(Durability.DISK_SYNC);
    private final Outbox out = new Outbox(LEADER, settings, Rules.all());
    private final LeaseBook leases = new LeaseBook(settings, Rules.all(), 0);
    private final Acceptor acceptor = new Acceptor(new StoredState(), 0);

    @Test
    void aPromiseIsOnDiskBeforeItIsGiven() {
        var answer = acceptor.prepare(new Message.Prepare(2, new Ballot(1, OTHER)), out);

        assertThat(answer).isInstanceOf(Message.Promise.class);
        assertThat(out.drain())
                .containsExactly(new Output.Write(new DiskWrite.Promised(2, new Ballot(1, OTHER))), new Output.Sync());
    }

    @Test
    void aLowerBallotIsRefusedAndToldTheHigher() {
        acceptor.prepare(new Message.Prepare(2, new Ballot(3, OTHER)), out);

        var prepared = acceptor.prepare(new Message.Prepare(2, new Ballot(2, LEADER)), out);
        var accepted = acceptor.accept(new Message.Accept(2, new Ballot(0, LEADER), value()), leases, 0, out);

        assertThat(prepared).isEqualTo(new Message.Refused(2, new Ballot(2, LEADER), new Ballot(3, OTHER)));
        assertThat(accepted).isInstanceOf(Message.Refused.class);
        assertThat(acceptor.hasAccepted()).isFalse();
    }

    @Test
    void anAcceptedValueIsToldToALaterBallot() {
        acceptor.accept(new Message.Accept(2, new Ballot(0, LEADER), value()), leases, 0, out);

        var promise = acceptor.prepare(new Message.Prepare(2, new Ballot(1, OTHER)), out);

        assertThat(promise).isEqualTo(new Message.Promise(2, new Ballot(1, OTHER), new Ballot(0, LEADER), value()));
    }

    @Test
    void whatTheDiskKeptHoldsAfterARestart() {
        acceptor.accept(new Message.Accept(2, new Ballot(4, LEADER), value()), leases, 0, out);
        var disk = new StoredState();
        for (var output : out.drain()) {
            if (output instanceof Output.Write(var write)) {
                disk.apply(write);
            }
        }

        var restarted = new Acceptor(disk, 0);

        assertThat(restarted.hasAccepted()).isTrue();
        assertThat(restarted.prepare(new Message.Prepare(2, new Ballot(3, OTHER)), out))
                .isInstanceOf(Message.Refused.class);
    }

    @Test
    void anEarlierEpochIsABug() {
        acceptor.learned(5);

        assertThatThrownBy(() -> acceptor.prepare(new Message.Prepare(4, new Ballot(1, OTHER)), out))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("4")
                .hasMessageContaining("6");
    }

    private static Configuration value() {
        var row = ShardAssignment.settled(1, List.of(LEADER.member()));
        return new Configuration(
                "grid",
                2,
                List.of(GridMember.of("a")),
                List.of(LEADER.member()),
                LEADER,
                new ShardTable(2, List.of(row)));
    }
}
