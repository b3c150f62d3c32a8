package dev.understudy.remoting;

import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.actor.ActorSystem;
import dev.understudy.actor.internal.AskPromise;
import dev.understudy.actor.internal.InternalRef;
import dev.understudy.cluster.Incarnation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExportsTest {
    private static final Incarnation LEAVER = new Incarnation(1, 1);
    private static final Incarnation HEIR = new Incarnation(2, 2);

    private final ActorSystem system = ActorSystem.create("exports");
    private final Exports exports = new Exports((_, _) -> {});

    @AfterEach
    void closeSystem() {
        system.close();
    }

    @Test
    void anAskThatReturnedWaitsForNobodyAndKeepsItsNumber() {
        var ask = ask();
        long number = exports.exportAsk(ask, LEAVER);

        assertThat(exports.returned(ask, LEAVER)).isTrue();

        assertThat(exports.awaiting(LEAVER)).isEmpty();
        assertThat(exports.returned(ask, LEAVER)).isFalse();
        assertThat(exports.exportAsk(ask, HEIR)).isEqualTo(number);
    }

    @Test
    void anAskThatHasGoneToAnotherSinceStillWaitsForThatOne() {
        var ask = ask();
        exports.exportAsk(ask, LEAVER);
        exports.exportAsk(ask, HEIR);

        assertThat(exports.returned(ask, LEAVER)).isFalse();

        assertThat(exports.awaiting(HEIR)).containsExactly(ask);
    }

    @Test
    void anAskThatIsOverWaitsForNobody() {
        var ask = ask();
        exports.exportAsk(ask, LEAVER);

        ask.tell("answer");

        assertThat(exports.awaiting()).isEmpty();
        assertThat(exports.size()).isZero();
    }

    @Test
    void anAskThatSomebodyElseCompletedEndsWithItsTime() {
        var ask = ask();
        exports.exportAsk(ask, LEAVER);
        ask.complete("from outside");

        ask.run();

        assertThat(exports.size()).isZero();
    }

    @Test
    void anAskThatWasOverBeforeIsNotKept() {
        var ask = ask();
        ask.cancel(false);

        exports.exportAsk(ask, LEAVER);

        assertThat(exports.awaiting()).isEmpty();
        assertThat(exports.size()).isZero();
    }

    @Test
    void anAskAndAnActorAreFoundByTheirNumbers() {
        var ask = ask();
        InternalRef<Object> actor = InternalRef.of(system.spawn("actor", _ -> _ -> {}));

        assertThat(exports.find(exports.export(ask))).contains(ask);
        assertThat(exports.find(exports.export(actor))).contains(actor);
        assertThat(exports.ask(exports.export(actor))).isEmpty();
    }

    private AskPromise<String> ask() {
        return AskPromise.prepare(InternalRef.of(system.deadLetters()), _ -> "request", ofMinutes(5));
    }
}
