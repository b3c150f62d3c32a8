package dev.understudy.remoting;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.actor.RestartType;
import dev.understudy.cluster.Incarnation;
import dev.understudy.remoting.Link.Bundle;
import dev.understudy.remoting.PostedChildren.Output;
import dev.understudy.serialization.Encoded;
import dev.understudy.serialization.RemoteFailure;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PostedChildrenTest {
    private static final RemoteFailure FAILURE = RemoteFailure.of(new IllegalStateException("on purpose"));
    private static final Incarnation X = new Incarnation(1, 0);
    private static final Incarnation Y = new Incarnation(2, 0);
    private static final Claim CLAIM = new Claim("/user/parent/a", 7);

    private final PostedChildren<String> children = new PostedChildren<>();
    private long now;

    private static ChildOrder.Spawn spawn(String name, @Nullable Claim claim) {
        return new ChildOrder.Spawn("recipe", name, RestartType.TRANSIENT, new Encoded(new byte[0]), claim);
    }

    private List<Output<String>> start(String child, @Nullable Claim claim) {
        children.adopt(child, spawn(child, claim));
        return start(child);
    }

    private List<Output<String>> start(String child) {
        return children.decide(child, now, proxy -> proxy.start(now));
    }

    private void runs(String child, Incarnation at, long posting) {
        children.placed(child, at, now);
        assertThat(children.received(at, posting, new Bundle<>(1, 1, List.of(new ChildNews.Started(1))), now))
                .contains(new Output.Tell<>(child, new ChildProxy.Action.Started(at, 1)));
    }

    /// The child's node is lost, and another takes it.
    private List<Output<String>> losesItsNode(String child) {
        var outputs = children.inView(Set.of(Y), now);
        children.decide(child, now, proxy -> proxy.halt(FAILURE));
        assertThat(start(child)).containsExactly(new Output.Choose<>(child, Optional.empty()));
        return outputs;
    }

    @Test
    void ordersTellWhichPostingsAreOver() {
        start("a", null);
        start("b", null);
        runs("a", X, 1);
        runs("b", Y, 2);
        children.inView(Set.of(Y), now);

        assertThat(children.decide("b", now, proxy -> proxy.halt(FAILURE)))
                .containsExactly(
                        new Output.Orders<>(Y, 2, 2, new Bundle<>(1, 2, List.of(new ChildOrder.Halt(FAILURE)))));
    }

    @Test
    void whoTellsOfAPostingThatIsOverHearsThatNobodyKnowsIt() {
        start("a", null);
        runs("a", X, 1);
        children.inView(Set.of(Y), now);

        assertThat(children.received(X, 1, new Bundle<>(1, 2, List.of(new ChildNews.Halted())), now))
                .containsExactly(new Output.NoParent<>(X, 1));
    }

    @Test
    void ofWhatHasEndedNothingMoreIsDecided() {
        start("a", null);
        runs("a", X, 1);
        children.received(X, 1, new Bundle<>(1, 2, List.of(new ChildNews.Gone(null))), now);

        assertThat(children.decide("a", now, ChildProxy::stop)).isEmpty();
        assertThat(children.tick(now)).isEmpty();
    }

    @Test
    void childOfAParentThatComesBackGoesToWhoHasIt() {
        children.inView(Set.of(X, Y), now);
        assertThat(start("a", CLAIM)).containsExactlyInAnyOrder(new Output.Ask<>(X, CLAIM), new Output.Ask<>(Y, CLAIM));

        assertThat(children.answered(X, CLAIM.path(), false, now)).isEmpty();
        assertThat(children.answered(Y, CLAIM.path(), true, now))
                .containsExactly(new Output.Choose<>("a", Optional.of(Y)));
    }

    @Test
    void childThatWasPlacedOnceIsNotLookedForAgain() {
        children.inView(Set.of(Y), now);
        start("a", CLAIM);
        children.answered(Y, CLAIM.path(), false, now);
        runs("a", X, 1);

        losesItsNode("a");
    }

    @Test
    void childThatCostsNodeAfterNodeCondemnsItsRecipe() {
        start("a", null);
        for (int n = 1; n < ChildProxy.MAX_STRIKES; n++) {
            runs("a", new Incarnation(10 + n, 0), n);
            assertThat(losesItsNode("a")).noneMatch(Output.Condemn.class::isInstance);
        }

        runs("a", X, ChildProxy.MAX_STRIKES);

        assertThat(children.inView(Set.of(Y), now)).contains(new Output.Condemn<>("a"));
    }

    @Test
    void childOfTheSameRecipeThatLivesForLongerAcquitsIt() {
        start("calm", null);
        runs("calm", Y, 1);
        now += ofSeconds(10).toNanos();
        start("a", null);
        for (int n = 1; n < ChildProxy.MAX_STRIKES; n++) {
            runs("a", new Incarnation(10 + n, 0), 1 + n);
            losesItsNode("a");
        }

        runs("a", X, 1 + ChildProxy.MAX_STRIKES);

        assertThat(children.inView(Set.of(Y), now)).contains(new Output.Acquit<>("a"));
    }
}
