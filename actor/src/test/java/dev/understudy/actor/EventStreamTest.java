package dev.understudy.actor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// News by type.
class EventStreamTest {

    private sealed interface News {
        record Rain(int millimeters) implements News {}

        record Sun() implements News {}
    }

    @RegisterExtension
    final TestSystem system = new TestSystem();

    private final Probe<Object> heard = new Probe<>();

    private EventStream events() {
        return system.get().events();
    }

    @Test
    void anEventReachesWhoeverSubscribedToItsTypeOrOneAboveIt() {
        var rain = new Probe<News.Rain>();
        events().subscribe(News.class, heard.ref(system.get(), "all"));
        events().subscribe(News.Rain.class, rain.ref(system.get(), "rain"));

        events().publish(new News.Sun());
        events().publish(new News.Rain(3));

        assertThat(heard.next(2)).containsExactly(new News.Sun(), new News.Rain(3));
        assertThat(rain.next()).isEqualTo(new News.Rain(3));
        rain.expectNothingMore();
    }

    @Test
    void whoSubscribedTwiceIsToldOnce() {
        var ref = heard.ref(system.get(), "twice");
        events().subscribe(News.class, ref);
        events().subscribe(News.Sun.class, ref);
        events().subscribe(News.Sun.class, ref);

        events().publish(new News.Sun());
        events().publish(new News.Rain(1));

        assertThat(heard.next(2)).containsExactly(new News.Sun(), new News.Rain(1));
        heard.expectNothingMore();
    }

    @Test
    void unsubscribingEndsOneTypeOrAll() {
        var ref = heard.ref(system.get(), "fickle");
        events().subscribe(News.Rain.class, ref);
        events().subscribe(News.Sun.class, ref);

        events().unsubscribe(News.Rain.class, ref);
        events().publish(new News.Rain(1));
        events().publish(new News.Sun());
        assertThat(heard.next()).isEqualTo(new News.Sun());

        events().unsubscribe(ref);
        assertThat(events().size()).isZero();
    }

    @Test
    void theEndOfASubscriberEndsItsSubscriptions() {
        var ref = heard.ref(system.get(), "mortal");
        events().subscribe(News.class, ref);
        events().subscribe(String.class, ref);
        assertThat(events().size()).isEqualTo(2);

        system.get().stop(ref);

        while (events().size() > 0) {
            Thread.onSpinWait();
        }
        events().publish(new News.Sun());
        assertThat(system.get().deadLetterChannel().count()).isZero();
    }

    @Test
    void whoSubscribesAfterItHasEndedIsForgottenAtOnce() {
        events().subscribe(Object.class, system.get().deadLetters());

        assertThat(events().size()).isZero();
    }
}
