package dev.understudy.sharding.ownership;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LeaseTest {
    private static final MemberId A = new MemberId("a");
    private static final MemberId B = new MemberId("b");
    private static final MemberId C = new MemberId("c");
    private static final Incarnation OWNER = new Incarnation(B, 1);

    private final Settings settings = Settings.defaults().withShards(1, 1);
    private final long lease = settings.lease();
    private final Configuration configuration = configuration(1);

    @Test
    void aLeaseNeedsAMajorityAndCountsFromTheSending() {
        var holder = new LeaseHolder(settings);
        holder.sent(configuration, 1000);

        holder.acknowledged(A, 1, 1000);
        assertThat(holder.isValid(1001)).isFalse();
        holder.acknowledged(C, 1, 1000);

        assertThat(holder.isValid(1000 + lease - 1)).isTrue();
        assertThat(holder.isValid(1000 + lease)).isFalse();
    }

    @Test
    void oneVoterTwiceIsNoMajority() {
        var holder = new LeaseHolder(settings);
        holder.sent(configuration, 1000);

        holder.acknowledged(A, 1, 1000);
        holder.acknowledged(A, 1, 1000);

        assertThat(holder.isValid(1001)).isFalse();
    }

    @Test
    void aLeaseRunsOnInTheNextEpochButSaysNothingOfWhatBeganThere() {
        var holder = new LeaseHolder(settings);
        holder.sent(configuration, 1000);
        holder.acknowledged(A, 1, 1000);
        holder.acknowledged(C, 1, 1000);

        assertThat(holder.isValidSince(1, 1001)).isTrue();
        assertThat(holder.isValidSince(2, 1001)).isFalse();

        holder.sent(configuration(2), 1500);
        holder.acknowledged(A, 2, 1500);
        holder.acknowledged(C, 2, 1500);

        assertThat(holder.isValidSince(2, 1501)).isTrue();
    }

    @Test
    void acksThatComeAfterTheNextConfigurationCountForTheirOwn() {
        var holder = new LeaseHolder(settings);
        holder.sent(configuration, 1000);
        holder.sent(configuration(2), 1000);

        holder.acknowledged(A, 1, 1000);
        holder.acknowledged(C, 2, 1000);
        assertThat(holder.isValid(1001)).isFalse();
        holder.acknowledged(C, 1, 1000);

        assertThat(holder.isValidSince(1, 1001)).isTrue();
        assertThat(holder.isValidSince(2, 1001)).isFalse();
    }

    @Test
    void anOlderLeaseDoesNotShortenANewerOne() {
        var holder = new LeaseHolder(settings);
        holder.sent(configuration, 1000);
        holder.sent(configuration(2), 1100);
        for (var voter : List.of(A, C)) {
            holder.acknowledged(voter, 2, 1100);
            holder.acknowledged(voter, 1, 1000);
        }

        assertThat(holder.isValidSince(2, 1000 + lease)).isTrue();
        assertThat(holder.isValid(1100 + lease)).isFalse();
    }

    @Test
    void aVoterCoversTheSlowestClock() {
        var book = new LeaseBook(settings, Rules.all(), -10 * lease);

        book.granted(OWNER, 0);

        long slowest = lease + 2 * lease / 1000;
        assertThat(book.remaining(OWNER, slowest)).isPositive();
        assertThat(book.remaining(OWNER, 2 * lease)).isZero();
    }

    @Test
    void aVoterThatHasJustStartedReportsALeaseForEveryone() {
        var book = new LeaseBook(settings, Rules.all(), 0);

        assertThat(book.remaining(OWNER, 1)).isGreaterThanOrEqualTo(lease - 1);
        assertThat(book.remaining(OWNER, 2 * lease)).isZero();
    }

    @Test
    void adoptingGrantsALeaseToARetainedOwnerAndNotToANewOne() {
        var retained = new LeaseBook(settings, Rules.all(), -10 * lease);
        var fresh = new LeaseBook(settings, Rules.all(), -10 * lease);

        retained.adopt(configuration(2), Map.of(), 0);
        fresh.adopt(configuration(1), Map.of(), 0);

        assertThat(retained.remaining(OWNER, 1)).isPositive();
        assertThat(fresh.remaining(OWNER, 1)).isZero();
    }

    @Test
    void aPredecessorOfUnknownBoundIsGivenAFullLease() {
        var row = ShardAssignment.settled(2, List.of(C)).withPredecessors(List.of(OWNER));
        var adopted = new Configuration(
                "grid",
                2,
                configuration.members(),
                configuration.voters(),
                configuration.leader(),
                new ShardTable(2, List.of(row)));
        var told = new LeaseBook(settings, Rules.all(), -10 * lease);
        var untold = new LeaseBook(settings, Rules.all(), -10 * lease);

        told.adopt(adopted, Map.of(OWNER, 5L), 0);
        untold.adopt(adopted, Map.of(), 0);

        assertThat(told.remaining(OWNER, 1)).isBetween(4L, 10L);
        assertThat(untold.remaining(OWNER, 1)).isGreaterThanOrEqualTo(lease - 1);
    }

    private static Configuration configuration(long epoch) {
        var members = List.of(GridMember.of("a"), GridMember.of("b"), GridMember.of("c"));
        var table = new ShardTable(epoch, List.of(ShardAssignment.settled(1, List.of(B, C))));
        return new Configuration("grid", epoch, members, List.of(A, B, C), new Incarnation(A, 1), table);
    }
}
