package dev.understudy.remoting;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.actor.RestartType;
import dev.understudy.cluster.Incarnation;
import dev.understudy.remoting.ChildProxy.Action;
import dev.understudy.remoting.ChildProxy.End;
import dev.understudy.remoting.ChildProxy.Problem;
import dev.understudy.remoting.Link.Bundle;
import dev.understudy.serialization.Encoded;
import dev.understudy.serialization.RemoteFailure;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChildProxyTest {
    private static final RemoteFailure FAILURE = RemoteFailure.of(new IllegalStateException("on purpose"));

    private final ChildProxy proxy = new ChildProxy(
            new ChildOrder.Spawn("recipe", "child", RestartType.TRANSIENT, new Encoded(new byte[0]), null));
    private long number;
    private long news;
    private long now;

    private static Incarnation node(int n) {
        return new Incarnation(n, 0);
    }

    private List<Action> hear(ChildNews item) {
        return proxy.received(new Bundle<>(1, ++news, List.of(item)));
    }

    private void runOn(Incarnation node) {
        proxy.placed(node, ++number, now);
        news = 0;
        assertThat(hear(new ChildNews.Started(7))).contains(new Action.Started(node, 7));
    }

    private List<Action> lose(Incarnation node) {
        return proxy.inView(member -> !member.equals(node), now);
    }

    private void restart() {
        proxy.halt(FAILURE);
        assertThat(proxy.start(now)).isEqualTo(List.of(new Action.Place()));
    }

    @Test
    void lossOfTheNodeIsAFailureWithoutABehavior() {
        proxy.start(now);
        runOn(node(1));

        assertThat(lose(node(1))).isEqualTo(List.of(new Action.Failed(new Problem.NodeDown(node(1)), false)));
    }

    @Test
    void resumingAChildWhoseNodeIsLostIsTheSameFailureAgain() {
        proxy.start(now);
        runOn(node(1));
        hear(new ChildNews.Failed(FAILURE, true, false));
        lose(node(1));

        assertThat(proxy.resume()).isEqualTo(List.of(new Action.Failed(new Problem.NodeDown(node(1)), false)));
    }

    @Test
    void lossOfTheNodeOfAHaltingChildIsItsHalt() {
        proxy.start(now);
        runOn(node(1));
        proxy.halt(FAILURE);

        assertThat(lose(node(1))).isEqualTo(List.of(new Action.Halted()));
        assertThat(proxy.start(now)).isEqualTo(List.of(new Action.Place()));
    }

    @Test
    void lossOfTheNodeOfAStoppingChildIsItsEnd() {
        proxy.start(now);
        runOn(node(1));
        proxy.stop();

        assertThat(lose(node(1))).isEqualTo(List.of(new Action.Gone(new End.NodeDown(node(1)))));
    }

    @Test
    void childThatCostsNodeAfterNodeIsSuspected() {
        proxy.start(now);
        runOn(node(1));
        assertThat(lose(node(1))).noneMatch(Action.Suspected.class::isInstance);
        restart();
        runOn(node(2));
        assertThat(lose(node(2))).noneMatch(Action.Suspected.class::isInstance);
        restart();
        now += ofSeconds(7).toNanos();
        runOn(node(3));
        now += ofSeconds(5).toNanos();

        assertThat(lose(node(3))).contains(new Action.Suspected(ofSeconds(5).toNanos()));
    }

    @Test
    void nodeThatLivedLongWithTheChildWasNotKilledByIt() {
        proxy.start(now);
        for (int n = 1; n < 10; n++) {
            runOn(node(n));
            now += ChildProxy.CALM.toNanos();

            assertThat(lose(node(n))).noneMatch(Action.Suspected.class::isInstance);
            restart();
        }
    }

    @Test
    void noNodeToRunOnIsAFailureOnlyAfterSomePatience() {
        proxy.start(now);

        assertThat(proxy.nowhere("nobody", false, now)).isEmpty();
        assertThat(proxy.tick()).isEqualTo(List.of(new Action.Place()));
        now += ChildProxy.PATIENCE.plus(ofSeconds(1)).toNanos();
        assertThat(proxy.nowhere("nobody", false, now))
                .isEqualTo(List.of(new Action.Failed(new Problem.Nowhere("nobody"), false)));
    }

    @Test
    void restartGoesToTheNodeThatHasTheChild() {
        proxy.start(now);
        runOn(node(1));
        hear(new ChildNews.Failed(FAILURE, true, false));
        proxy.halt(FAILURE);
        assertThat(hear(new ChildNews.Halted())).contains(new Action.Halted());

        assertThat(proxy.start(now))
                .singleElement()
                .satisfies(action -> assertThat(action)
                        .isInstanceOfSatisfying(
                                Action.Send.class,
                                send -> assertThat(send.bundle().items().getLast())
                                        .isEqualTo(new ChildOrder.Recreate())));
        assertThat(hear(new ChildNews.Started(7))).contains(new Action.Started(node(1), 7));
    }

    @Test
    void orderThatWasNotAcknowledgedIsSentAgain() {
        proxy.start(now);
        var sent = proxy.placed(node(1), 1, now);

        assertThat(proxy.tick()).isEqualTo(sent);
    }
}
