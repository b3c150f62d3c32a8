package dev.understudy.sharding;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.actor.ActorRef;
import dev.understudy.actor.AskTimeoutException;
import dev.understudy.cluster.Certificates;
import dev.understudy.sharding.MembershipTest.Notebook.Note;
import dev.understudy.sharding.MembershipTest.Notebook.Pages;
import dev.understudy.sharding.ownership.MemberId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What becomes of entities when the members lose and find each other, and when they move by plan.
class MembershipTest {
    static final class Notebook implements MovableBehavior<Notebook.Command, Pages> {
        static final EntityType<Command> TYPE = EntityType.of("notebook", Command.class);

        sealed interface Command {}

        record Note(int page) implements Command {}

        record Read(ActorRef<Pages> replyTo) implements Command {}

        record Pages(List<Integer> numbers) {}

        private final List<Integer> pages = new ArrayList<>();

        @Override
        public void receive(Command command) {
            switch (command) {
                case Note(int page) -> pages.add(page);
                case Read(var replyTo) -> replyTo.tell(state());
            }
        }

        @Override
        public Pages state() {
            return new Pages(List.copyOf(pages));
        }

        @Override
        public void restore(Pages state) {
            pages.addAll(state.numbers());
        }
    }

    private final TestGrid grid = new TestGrid(new EntityKind<>(Notebook.TYPE, _ -> new Notebook()));

    @AfterEach
    void stopGrid() throws Exception {
        grid.stop();
    }

    @Test
    void aVoterThatLeftCountsUntilAnOperatorDropsIt() throws Exception {
        grid.start("a", "b", "c");
        grid.awaitBalance(3);
        var operator = grid.member("a").operator();
        assertThat(operator.absentVoters()).isEmpty();
        grid.member("c").leave().get();
        grid.await(() -> operator.absentVoters().equals(Set.of("c")));

        assertThat(operator.dropVoter("d")).isFalse();
        assertThat(operator.dropVoter("c")).isTrue();

        grid.await(() -> operator.absentVoters().isEmpty());
    }

    @Test
    void whatTwoCanDoDependsOnTheProofsThatCount() {
        var voters = List.of(new MemberId("a/1"), new MemberId("b/2"));

        assertThat(Membership.whatTwoCanDo(voters, Certificates.NONE))
                .startsWith("two voters, a and b: ")
                .contains("neither ever goes on alone", "A third node");
        assertThat(Membership.whatTwoCanDo(voters, Certificates.PROCESS)).contains("on the same machine");
        assertThat(Membership.whatTwoCanDo(voters, Certificates.SOCKET)).contains("a lost machine or a power cut");
    }

    @Test
    void aMinorityRunsNothingAndComesBackAfterThePartition() {
        grid.start("a", "b", "c");
        grid.awaitBalance(3);

        grid.cutOff("c");
        grid.await(() -> !grid.member("c").isLeased() && grid.member("c").runningShards() == 0);
        grid.await(() -> grid.member("a").runningShards() + grid.member("b").runningShards() == TestGrid.SHARDS);

        assertThat(read("a", "e").join().numbers()).isEmpty();
        assertThatThrownBy(grid.member("c").entityRef(Notebook.TYPE, "e").ask(Notebook.Read::new, ofMillis(200))::join)
                .cause()
                .isInstanceOfAny(AskTimeoutException.class, EntityUnavailableException.class);

        grid.heal();
        grid.awaitBalance(3);
        assertThat(read("c", "e").join().numbers()).isEmpty();
    }

    @Test
    void whatAMemberWasToldInOrderIsReadInOrderThoughItsEntityMoves() {
        grid.start("a", "b");
        grid.awaitBalance(2);
        var notebook = grid.member("a").entityRef(Notebook.TYPE, "e");

        for (int page = 0; page < 500; page++) {
            notebook.tell(new Note(page));
            if (page == 100) {
                grid.start("c");
            }
        }
        grid.awaitBalance(3);

        assertThat(read("a", "e").join().numbers()).hasSize(500).isSorted();
    }

    @Test
    void theStateOfAMovableEntityLeavesWithItsMember() throws Exception {
        grid.start("a", "b");
        grid.awaitBalance(2);
        for (int id = 0; id < 50; id++) {
            grid.member("a").entityRef(Notebook.TYPE, "e" + id).tell(new Note(id));
            assertThat(read("a", "e" + id).join().numbers()).containsExactly(id);
        }

        grid.member("b").leave().get(60, TimeUnit.SECONDS);

        for (int id = 0; id < 50; id++) {
            assertThat(read("a", "e" + id).join().numbers()).containsExactly(id);
        }
    }

    @Test
    void anAskIsAnsweredThoughItsOwnerCrashed() {
        grid.start("a", "b", "c");
        grid.awaitBalance(3);
        grid.crash("c");

        var answers = new ArrayList<CompletableFuture<Pages>>();
        for (int id = 0; id < 50; id++) {
            answers.add(read("a", "e" + id));
        }

        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer.join().numbers()).isEmpty());
    }

    private CompletableFuture<Pages> read(String member, String id) {
        return grid.member(member).entityRef(Notebook.TYPE, id).ask(Notebook.Read::new, ofMinutes(1));
    }
}
