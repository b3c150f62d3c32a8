package dev.understudy.remoting;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.actor.ActorRef;
import dev.understudy.actor.CircuitBreaker;
import dev.understudy.actor.CircuitOpenException;
import dev.understudy.actor.DeadLetter;
import dev.understudy.actor.DeadLetter.Reason;
import dev.understudy.actor.Directive;
import dev.understudy.actor.Props;
import dev.understudy.actor.SupervisorStrategy;
import dev.understudy.actor.UndeliverableException;
import dev.understudy.actor.internal.LocalActor;
import dev.understudy.remoting.TestMembers.Ear;
import dev.understudy.remoting.TestMembers.Here;
import dev.understudy.serialization.UnregisteredTypeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Deadlines, cancellation, dead letters, breakers and events between members.
class CareOverTheWireTest {
    private static final ServiceKey<Message> WORK = ServiceKey.of("work", Message.class);

    sealed interface Message {}

    record Note(String text) implements Message {}

    record Question(ActorRef<String> replyTo) implements Message {}

    private final TestMembers members = new TestMembers(19);
    private final Here a = start("a");
    private final Here b = start("b");
    private final List<Object> handled = new ArrayList<>();

    private Here start(String name) {
        return members.start(name, registry -> registry.register("message", Message.class));
    }

    @AfterEach
    void close() {
        members.close();
    }

    /// An actor of b, as a knows it, that does nothing until its restart in a minute.
    private ActorRef<Message> sleeperOnB() {
        var stuck = new ArrayList<ActorRef<Message>>();
        b.system().spawn("parent", context -> {
            context.supervise(
                    SupervisorStrategy.oneForOne(_ -> Directive.RESTART).withBackoff(ofMinutes(1), ofMinutes(1), 0));
            stuck.add(context.spawn("worker", Props.<Message>of(inner -> message -> {
                if (message instanceof Note(var text) && text.equals("sleep")) {
                    throw new IllegalStateException("on purpose");
                }
                handled.add(message);
                if (message instanceof Question(var replyTo)) {
                    replyTo.tell(String.valueOf(inner.remaining().map(Duration::toSeconds)));
                }
            })));
            return _ -> {};
        });
        members.settle();
        b.receptionist().register(WORK, stuck.getFirst());
        members.settle();
        return a.receptionist().find(WORK).refs().getFirst();
    }

    private static List<Reason> reasons(Here here) {
        return here.deadLetters().stream().map(DeadLetter::reason).toList();
    }

    @Test
    void messageWhoseTimeIsUpWhenItsTurnComesIsDroppedThere() {
        var worker = sleeperOnB();
        worker.tell(new Note("sleep"));

        worker.tell(new Note("late"), ofSeconds(10));
        worker.tell(new Note("in time"), ofMinutes(10));
        members.advance(ofMinutes(2));

        assertThat(handled).isEqualTo(List.of(new Note("in time")));
        assertThat(reasons(b)).containsExactly(Reason.DEADLINE_PASSED);
    }

    @Test
    void requestWhoseAskerHasGivenUpIsNotHandled() {
        var worker = sleeperOnB();
        worker.tell(new Note("sleep"));

        var answer = worker.<String>ask(Question::new, ofSeconds(10));
        members.advance(ofMinutes(2));

        assertThat(answer).isCompletedExceptionally();
        assertThat(handled).isEmpty();
        assertThat(reasons(b)).containsExactly(Reason.DEADLINE_PASSED);
    }

    @Test
    void requestWhoseAskWasCancelledIsNotHandled() {
        var worker = sleeperOnB();
        worker.tell(new Note("sleep"));
        var answer = worker.<String>ask(Question::new, ofMinutes(10));
        members.settle();

        answer.cancel(true);
        members.advance(ofMinutes(2));

        assertThat(handled).isEmpty();
        assertThat(reasons(b)).containsExactly(Reason.CANCELLED);
    }

    @Test
    void whoHandlesARequestKnowsHowLongItsAskerWaits() {
        var worker = sleeperOnB();

        var answer = worker.<String>ask(Question::new, ofSeconds(30));

        assertThat(members.answerOf(answer)).isEqualTo(String.valueOf(Optional.of(30L)));
    }

    @Test
    void olderCancellationsAreForgotten() {
        var cancellations = new Cancellations();
        var asker = a.remoting().transport().self().incarnation();
        for (int ask = 0; ask <= Cancellations.MOST; ask++) {
            cancellations.add(asker, ask);
        }

        assertThat(cancellations.contains(asker, 0)).isFalse();
        assertThat(cancellations.contains(asker, Cancellations.MOST)).isTrue();
        cancellations.forget(asker);
        assertThat(cancellations.contains(asker, Cancellations.MOST)).isFalse();
    }

    @Test
    void messageToAnActorThatEndedIsADeadLetterThereAndAnAskOfItFailsHere() {
        var worker = sleeperOnB();
        var there = b.receptionist().find(WORK).refs().getFirst();
        LocalActor.of(there).orElseThrow().stop();
        members.settle();

        worker.tell(new Note("too late"));
        var answer = worker.<String>ask(Question::new, ofSeconds(10));
        members.settle();

        assertThat(reasons(b)).contains(Reason.ACTOR_STOPPED);
        assertThat(answer.exceptionNow())
                .isInstanceOfSatisfying(
                        UndeliverableException.class,
                        undelivered -> assertThat(undelivered.reason()).isEqualTo(Reason.ACTOR_STOPPED));
    }

    @Test
    void messageToALostMemberIsADeadLetterHere() {
        var worker = sleeperOnB();
        members.crash("b");
        members.advance(ofSeconds(1));

        worker.tell(new Note("too late"));

        assertThat(reasons(a)).containsExactly(Remoting.MEMBER_LOST);
    }

    @Test
    void breakerSparesAMemberThatIsLost() {
        var worker = sleeperOnB();
        var breaker = new CircuitBreaker(
                "b",
                a.system(),
                CircuitBreaker.Settings.DEFAULT.withMaxFailures(2).withCallTimeout(ofSeconds(10)));
        members.crash("b");
        var lost = breaker.<Message, String>ask(worker, Question::new);
        members.advance(ofSeconds(1));

        var refused = breaker.<Message, String>ask(worker, Question::new);
        var spared = breaker.<Message, String>ask(worker, Question::new);

        assertThat(lost.exceptionNow()).isInstanceOf(OwnerLostException.class);
        assertThat(refused.exceptionNow()).isInstanceOf(UndeliverableException.class);
        assertThat(spared.exceptionNow()).isInstanceOf(CircuitOpenException.class);
    }

    @Test
    void eventReachesWhoeverSubscribedToItsTypeOnAnyMember() {
        var here = new Ear<Message>(a.system(), "ear");
        var there = new Ear<Message>(b.system(), "ear");
        a.system().events().subscribe(Message.class, here.ref());
        b.system().events().subscribe(Message.class, there.ref());

        a.messaging().events().publish(new Note("one"));
        a.messaging().events().publish(new Note("two"));
        members.settle();

        assertThat(here.heard()).isEqualTo(List.of(new Note("one"), new Note("two")));
        assertThat(there.heard()).isEqualTo(List.of(new Note("one"), new Note("two")));
    }

    @Test
    void eventThatCouldNotBeSentIsRefused() {
        record Secret(int number) {}

        assertThatThrownBy(() -> a.messaging().events().publish(new Secret(1)))
                .isInstanceOf(UnregisteredTypeException.class);
    }
}
