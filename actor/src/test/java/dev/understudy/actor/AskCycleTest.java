package dev.understudy.actor;

import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Blocking actors that wait for each other's answers. The time-outs are longer than anybody would watch.
class AskCycleTest {

    @RegisterExtension
    final TestSystem system = new TestSystem();

    private record Ask(ActorRef<String> replyTo) {}

    /// Asks the next one when it is asked, waits, and answers with what came of it.
    private ActorRef<Ask> asker(String name, CompletableFuture<ActorRef<Ask>> next) {
        return system.get()
                .spawn(
                        name,
                        Props.<Ask>of(_ -> ask -> {
                                    try {
                                        ask.replyTo()
                                                .tell(next.join()
                                                        .<String>ask(Ask::new, ofMinutes(10))
                                                        .join());
                                    } catch (CompletionException e) {
                                        ask.replyTo().tell(String.valueOf(e.getCause()));
                                    }
                                })
                                .blocking());
    }

    /// What the circle of these says, whichever of them begins to wait last: each has sent its request before it waits,
    /// so that any of them may.
    private static List<String> circles(String... names) {
        var texts = new ArrayList<String>();
        for (int last = 0; last < names.length; last++) {
            var chain = new ArrayList<String>();
            for (int i = 0; i <= names.length; i++) {
                chain.add("test/user/" + names[(last + i) % names.length]);
            }
            texts.add(String.valueOf(new AskCycleException(chain)));
        }
        return texts;
    }

    @Test
    void circleOfTwoFailsAtOnceAndNamesThem() {
        var second = new CompletableFuture<ActorRef<Ask>>();
        var one = asker("one", second);
        second.complete(asker("two", CompletableFuture.completedFuture(one)));

        var answer = one.<String>ask(Ask::new, ofMinutes(10)).join();

        assertThat(circles("one", "two")).contains(answer);
    }

    @Test
    void circleOfThreeIsFoundToo() {
        var second = new CompletableFuture<ActorRef<Ask>>();
        var third = new CompletableFuture<ActorRef<Ask>>();
        var one = asker("one", second);
        second.complete(asker("two", third));
        third.complete(asker("three", CompletableFuture.completedFuture(one)));

        var answer = one.<String>ask(Ask::new, ofMinutes(10)).join();

        assertThat(circles("one", "two", "three")).contains(answer);
    }

    @Test
    void actorThatWaitsForItselfFailsAtOnce() {
        var self = new CompletableFuture<ActorRef<Ask>>();
        self.complete(asker("one", self));

        var answer = self.join().<String>ask(Ask::new, ofMinutes(10)).join();

        assertThat(circles("one")).contains(answer);
    }

    @Test
    void chainThatEndsIsNoCircle() {
        var end = system.get().<Ask>spawn("end", _ -> ask -> ask.replyTo().tell("the end"));
        var two = asker("two", CompletableFuture.completedFuture(end));
        var one = asker("one", CompletableFuture.completedFuture(two));

        assertThat(one.<String>ask(Ask::new, ofMinutes(10)).join()).isEqualTo("the end");
    }
}
