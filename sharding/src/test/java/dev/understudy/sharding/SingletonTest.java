package dev.understudy.sharding;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.actor.ActorRef;
import dev.understudy.sharding.SingletonTest.Sequence.GetNext;
import dev.understudy.sharding.SingletonTest.Sequence.Place;
import dev.understudy.sharding.SingletonTest.Sequence.Stop;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SingletonTest {
    /// Counts, and takes its count along when it is handed over.
    static final class Sequence implements MovableBehavior<Sequence.Command, Integer> {
        static final Singleton<Command> ONLY = Singleton.of("sequence", Command.class);

        sealed interface Command {}

        record GetNext(ActorRef<Place> replyTo) implements Command {}

        record Stop() implements Command {}

        record Place(int number) {}

        private final EntityContext<Command> context;
        private int last;

        Sequence(EntityContext<Command> context) {
            this.context = context;
        }

        @Override
        public void receive(Command command) {
            switch (command) {
                case GetNext(var replyTo) -> replyTo.tell(new Place(++last));
                case Stop() -> context.actor().stop();
            }
        }

        @Override
        public Integer state() {
            return last;
        }

        @Override
        public void restore(Integer state) {
            last = state;
        }
    }

    private final AtomicInteger starts = new AtomicInteger();
    private final TestGrid grid =
            new TestGrid(EntityKind.of(Sequence.ONLY, this::sequence), new EntityKind<>(OTHER, Sequence::new));

    private static final EntityType<Sequence.Command> OTHER = EntityType.of("other", Sequence.Command.class);

    private Sequence sequence(EntityContext<Sequence.Command> context) {
        starts.incrementAndGet();
        return new Sequence(context);
    }

    @AfterEach
    void stopGrid() throws Exception {
        grid.stop();
    }

    private CompletableFuture<Place> next(String member) {
        return grid.member(member).singletonRef(Sequence.ONLY).ask(GetNext::new, ofSeconds(30));
    }

    private String owner(String asked) {
        return grid.member(asked).ownerOf(Sequence.ONLY).orElseThrow().name();
    }

    private static String other(String name) {
        return name.equals("a") ? "b" : "a";
    }

    private void awaitStarts(int count) {
        grid.await(() -> starts.get() >= count);
    }

    @Test
    void oneIsThereUnasked() {
        grid.start("a", "b", "c");
        grid.awaitBalance(3);

        grid.await(() -> grid.members().mapToInt(Sharding::residents).sum() == 1);
        assertThat(grid.member(owner("a")).residents()).isEqualTo(1);
    }

    @Test
    void allMembersReachTheSame() {
        grid.start("a", "b", "c");
        grid.awaitBalance(3);
        grid.startClient("client");

        var numbers = List.of("a", "b", "c", "client").stream()
                .map(name -> next(name).join())
                .toList();

        assertThat(numbers).containsExactly(new Place(1), new Place(2), new Place(3), new Place(4));
    }

    @Test
    void itIsTakenOverUnaskedWhenItsMemberCrashes() {
        grid.start("a", "b", "c");
        grid.awaitBalance(3);
        awaitStarts(1);
        int before = starts.get();
        var crashed = owner("a");
        var survivor = other(crashed);

        grid.crash(crashed);

        awaitStarts(before + 1);
        assertThat(next(survivor).join()).isEqualTo(new Place(1));
        assertThat(owner(survivor)).isNotEqualTo(crashed);
    }

    @Test
    void itIsHandedOverWithWhatItTakesAlongWhenItsMemberLeaves() {
        grid.start("a", "b", "c");
        grid.awaitBalance(3);
        var leaver = owner("a");
        var stayer = other(leaver);
        assertThat(next(stayer).join()).isEqualTo(new Place(1));

        grid.member(leaver).leave().join();

        assertThat(next(stayer).join()).isEqualTo(new Place(2));
        assertThat(owner(stayer)).isNotEqualTo(leaver);
    }

    @Test
    void oneThatStopsItselfStartsAgain() {
        grid.start("a");
        grid.awaitBalance(1);
        awaitStarts(1);
        int before = starts.get();

        grid.member("a").singletonRef(Sequence.ONLY).tell(new Stop());

        awaitStarts(before + 1);
        assertThat(next("a").join()).isEqualTo(new Place(1));
    }

    @Test
    void itStaysWhereIdleEntitiesLeaveMemory() {
        grid.passivation(new PassivationPolicy(Optional.of(ofMillis(1)), Optional.empty()));
        grid.start("a");
        grid.awaitBalance(1);
        assertThat(next("a").join()).isEqualTo(new Place(1));
        var idle = grid.member("a").entityRef(OTHER, "idle");
        assertThat(idle.ask(GetNext::new, ofSeconds(30)).join()).isEqualTo(new Place(1));

        grid.await(() -> grid.member("a").residents() == 1);

        assertThat(next("a").join()).isEqualTo(new Place(2));
    }

    @Test
    void itsNameIsNoEntityTypes() {
        var type = EntityType.of("singleton.sequence", Sequence.Command.class);

        assertThatThrownBy(() -> new EntityKind<>(type, Sequence::new))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("singleton.sequence");
    }
}
