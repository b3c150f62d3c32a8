package dev.understudy.actor;

import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;

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

    @Test
    void circleOfTwoFailsAtOnceAndNamesThem() {
        var second = new CompletableFuture<ActorRef<Ask>>();
        var one = asker("one", second);
        second.complete(asker("two", CompletableFuture.completedFuture(one)));

        var answer = one.<String>ask(Ask::new, ofMinutes(10)).join();

        assertThat(answer)
                .endsWith("these actors wait for each other's answers, and would for ever:"
                        + " test/user/two -> test/user/one -> test/user/two");
    }

    @Test
    void circleOfThreeIsFoundToo() {
        var second = new CompletableFuture<ActorRef<Ask>>();
        var third = new CompletableFuture<ActorRef<Ask>>();
        var one = asker("one", second);
        second.complete(asker("two", third));
        third.complete(asker("three", CompletableFuture.completedFuture(one)));

        var answer = one.<String>ask(Ask::new, ofMinutes(10)).join();

        assertThat(answer).contains("test/user/three -> test/user/one -> test/user/two -> test/user/three");
    }

    @Test
    void actorThatWaitsForItselfFailsAtOnce() {
        var self = new CompletableFuture<ActorRef<Ask>>();
        self.complete(asker("one", self));

        var answer = self.join().<String>ask(Ask::new, ofMinutes(10)).join();

        assertThat(answer).contains("test/user/one -> test/user/one");
    }

    @Test
    void chainThatEndsIsNoCircle() {
        var end = system.get().<Ask>spawn("end", _ -> ask -> ask.replyTo().tell("the end"));
        var two = asker("two", CompletableFuture.completedFuture(end));
        var one = asker("one", CompletableFuture.completedFuture(two));

        assertThat(one.<String>ask(Ask::new, ofMinutes(10)).join()).isEqualTo("the end");
    }
}
