package dev.understudy.actor;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static java.util.Comparator.comparingInt;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The programs of `docs/actors.md`, which quotes what stands between the marks.
class GuideExamplesTest {

    @RegisterExtension
    final TestSystem testSystem = new TestSystem();

    private final Probe<Object> heard = new Probe<>();

    // [counter]
    static final class Counter implements Behavior<Counter.Command> {
        sealed interface Command {}

        record Add(int number) implements Command {}

        record GetTotal(ActorRef<Integer> replyTo) implements Command {}

        private int total;

        Counter(ActorContext<Command> context) {}

        @Override
        public void receive(Command command) {
            switch (command) {
                case Add(int number) -> total += number;
                case GetTotal(var replyTo) -> replyTo.tell(total);
            }
        }
    }
    // [/counter]

    @Test
    void anActorIsToldAndAsked() {
        var system = testSystem.get();
        // [tell and ask]
        ActorRef<Counter.Command> counter = system.spawn("counter", Counter::new);
        counter.tell(new Counter.Add(2));
        int total = counter.ask(Counter.GetTotal::new, ofSeconds(10)).join();
        // [/tell and ask]
        assertThat(total).isEqualTo(2);
    }

    record Job(int urgency, String name) {}

    private static Behavior<Job> worker(ActorContext<Job> context) {
        return _ -> {};
    }

    @Test
    void mailboxesHaveBoundsAndOrders() {
        var system = testSystem.get();
        // [mailboxes]
        var bounded = Props.of(GuideExamplesTest::worker).mailbox(Mailbox.bounded(1000, Mailbox.Overflow.FAIL_SENDER));
        var urgentFirst = Props.of(GuideExamplesTest::worker).mailbox(Mailbox.byPriority(comparingInt(Job::urgency)));
        // [/mailboxes]
        assertThat(system.spawn("bounded", bounded).path()).isEqualTo("/user/bounded");
        assertThat(system.spawn("urgent", urgentFirst).path()).isEqualTo("/user/urgent");
    }

    @Test
    void routersSpreadWork() {
        var system = testSystem.get();
        // [routers]
        var pool = system.spawn(
                "workers",
                Router.pool(4, Props.of(GuideExamplesTest::worker).blocking())
                        .routing(Routing.leastBusy())
                        .resizing(2, 16, ofSeconds(1)));
        var byName = system.spawn(
                "by-name",
                Router.<Job>pool(4, GuideExamplesTest::worker).routing(Routing.consistentHashing(Job::name)));
        // [/routers]
        pool.tell(new Job(1, "a"));
        byName.tell(new Job(1, "a"));
        assertThat(pool.path()).isEqualTo("/user/workers");
    }

    @Test
    void batchesCollect() {
        var system = testSystem.get();
        // [batch]
        var writer = system.spawn("writer", Batch.<String>of(500, ofMillis(20), context -> rows -> insertAll(rows)));
        // [/batch]
        writer.tell("row");
        assertThat(heard.next()).isEqualTo(List.of("row"));
    }

    private void insertAll(List<String> rows) {
        heard.add(rows);
    }

    // [state machine]
    static final class Door implements StateMachine<Door.State, Door.Input> {
        sealed interface State {
            record Closed() implements State {}

            record Open(int entered) implements State {}
        }

        enum Input {
            PUSH,
            ENTER,
            CLOSE
        }

        @Override
        public State initialState() {
            return new State.Closed();
        }

        @Override
        public Transition<State> on(State state, Input input) {
            return switch (state) {
                case State.Closed _ when input == Input.PUSH -> Transition.goTo(new State.Open(0));
                case State.Open(int entered)
                when input == Input.ENTER -> Transition.stayAs(new State.Open(entered + 1));
                case State.Open _ when input == Input.CLOSE -> Transition.goTo(new State.Closed());
                default -> Transition.undefined();
            };
        }

        @Override
        public Optional<StateTimeout<Input>> timeoutOf(State state) {
            return state instanceof State.Open
                    ? Optional.of(new StateTimeout<>(ofSeconds(30), Input.CLOSE))
                    : Optional.empty();
        }
    }
    // [/state machine]

    @Test
    void machinesHaveStates() {
        var system = testSystem.get();
        // [spawn a state machine]
        ActorRef<Door.Input> door = system.spawn("door", StateMachine.of(_ -> new Door()));
        // [/spawn a state machine]
        door.tell(Door.Input.PUSH);
        assertThat(door.path()).isEqualTo("/user/door");
    }

    @Test
    void breakersSpareWhatIsInTrouble() {
        var system = testSystem.get();
        var payments = system.<ActorRef<String>>spawn("payments", _ -> replyTo -> replyTo.tell("paid"));
        // [breaker]
        var breaker = new CircuitBreaker(
                "payments",
                system,
                CircuitBreaker.Settings.DEFAULT.withMaxFailures(3).withCallTimeout(ofSeconds(10)));
        breaker.onStateChange(change -> heard.add(change));
        var paid = breaker.<ActorRef<String>, String>ask(payments, replyTo -> replyTo);
        // [/breaker]
        assertThat(paid.join()).isEqualTo("paid");
    }

    record PriceChanged(String item, long cents) {}

    @Test
    void eventsReachWhoSubscribed() {
        var system = testSystem.get();
        var display = heard.ref(system, "display");
        // [events]
        system.events().subscribe(PriceChanged.class, display);
        system.events().publish(new PriceChanged("tea", 240));
        // [/events]
        assertThat(heard.next()).isEqualTo(new PriceChanged("tea", 240));
    }

    // [supervision]
    static Behavior<String> shop(ActorContext<String> context) {
        context.supervise(SupervisorStrategy.restForOne(failure -> switch (failure) {
                    case IllegalArgumentException _ -> Directive.RESUME;
                    case RuntimeException _ -> Directive.RESTART;
                    default -> Directive.ESCALATE;
                })
                .withRestartLimit(5, ofMinutes(1))
                .withBackoff(ofMillis(100), ofSeconds(10), 0.2));
        var stock = context.spawn("stock", Counter::new);
        var till = context.spawn("till", Counter::new);
        return _ -> {
            stock.tell(new Counter.Add(-1));
            till.tell(new Counter.Add(1));
        };
    }
    // [/supervision]

    @Test
    void parentsSupervise() {
        assertThat(testSystem.get().spawn("shop", GuideExamplesTest::shop).path())
                .isEqualTo("/user/shop");
    }

    // [deadline]
    static Behavior<Question> middleman(ActorContext<Question> context, ActorRef<Question> expert) {
        return question -> {
            // The expert is asked for no longer than whoever asked here will wait.
            context.<Question, String>ask(
                    expert,
                    replyTo -> new Question(question.text(), replyTo),
                    Duration.ofHours(1),
                    (answer, failure) -> new Question(failure == null ? answer : "no idea", question.replyTo()));
        };
    }

    record Question(String text, ActorRef<String> replyTo) {}
    // [/deadline]

    @Test
    void deadlinesTravel() {
        var system = testSystem.get();
        var expert = system.<Question>spawn(
                "expert", _ -> question -> question.replyTo().tell("42"));
        var middle = system.<Question>spawn("middle", context -> middleman(context, expert));
        // [time to live]
        middle.tell(new Question("what is it?", system.deadLetters()), ofSeconds(2));
        // [/time to live]
        assertThat(middle.path()).isEqualTo("/user/middle");
    }

    @Test
    void reportsTellWhoLives() {
        var system = testSystem.get();
        system.spawn("counter", Counter::new);
        // [reports]
        for (var kind : system.metrics()) {
            heard.add(kind.kind() + ": " + kind.alive() + " alive, 99 % of turns within "
                    + kind.turns().percentile(0.99));
        }
        var looks = List.of(census(system), census(system), census(system));
        var leaks = LeakReport.of(looks).growing();
        // [/reports]
        assertThat(leaks).isEmpty();
    }

    private static Census census(ActorSystem system) {
        return system.census(ofSeconds(30)).join();
    }
}
