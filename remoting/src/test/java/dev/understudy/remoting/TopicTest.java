package dev.understudy.remoting;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.remoting.TestMembers.Ear;
import dev.understudy.remoting.TestMembers.Here;
import dev.understudy.serialization.UnregisteredTypeException;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TopicTest {
    record Price(String share, int cents) {}

    record Secret(int number) {}

    private final TestMembers members = new TestMembers(11);
    private final Here a = start("a");
    private final Here b = start("b");

    private Here start(String name) {
        return members.start(name, registry -> registry.register("price", Price.class));
    }

    private static Topic<Price> prices(Here here) {
        return here.messaging().topic("prices", Price.class);
    }

    @AfterEach
    void close() {
        members.close();
    }

    @Test
    void subscribersOfAllMembersHearWhatIsPublishedInItsOrder() {
        var here = new Ear<Price>(a.system(), "here");
        var there = new Ear<Price>(b.system(), "there");
        prices(a).subscribe(here.ref());
        prices(b).subscribe(there.ref());
        members.settle();

        var published =
                IntStream.range(0, 20).mapToObj(n -> new Price("ABC", n)).toList();
        published.forEach(prices(a)::publish);
        members.settle();

        assertThat(here.heard()).isEqualTo(published);
        assertThat(there.heard()).isEqualTo(published);
    }

    @Test
    void subscriberOfTheOwnNodeHearsFromTheNextMessageOn() {
        var here = new Ear<Price>(a.system(), "here");

        prices(a).subscribe(here.ref());
        prices(a).publish(new Price("ABC", 1));
        members.settle();

        assertThat(here.heard()).containsExactly(new Price("ABC", 1));
    }

    @Test
    void whoSubscribesTwiceHearsOnce() {
        var there = new Ear<Price>(b.system(), "there");
        prices(b).subscribe(there.ref());
        prices(b).subscribe(there.ref());
        members.settle();

        prices(a).publish(new Price("ABC", 1));
        members.settle();

        assertThat(there.heard()).hasSize(1);
    }

    @Test
    void whoUnsubscribedHearsNothingMore() {
        var there = new Ear<Price>(b.system(), "there");
        prices(b).subscribe(there.ref());
        members.settle();

        prices(b).unsubscribe(there.ref());
        prices(a).publish(new Price("ABC", 1));
        members.settle();

        assertThat(there.heard()).isEmpty();
    }

    @Test
    void nothingIsSentToMembersWithoutSubscribers() {
        var there = new Ear<Price>(b.system(), "there");
        prices(b).subscribe(there.ref());
        members.settle();
        b.system().stop(there.ref());
        members.settle();
        long before = a.remoting().transport().counters().data().framesSent();

        prices(a).publish(new Price("ABC", 1));
        members.settle();

        assertThat(a.remoting().transport().counters().data().framesSent()).isEqualTo(before);
    }

    @Test
    void memberThatJoinsLaterHearsAndIsHeard() {
        var here = new Ear<Price>(a.system(), "here");
        prices(a).subscribe(here.ref());
        members.settle();

        var c = start("c");
        var late = new Ear<Price>(c.system(), "late");
        prices(c).subscribe(late.ref());
        members.settle();
        prices(a).publish(new Price("ABC", 1));
        prices(c).publish(new Price("ABC", 2));
        members.settle();

        assertThat(here.heard()).containsExactlyInAnyOrder(new Price("ABC", 1), new Price("ABC", 2));
        assertThat(late.heard()).containsExactlyInAnyOrder(new Price("ABC", 1), new Price("ABC", 2));
    }

    @Test
    void subscriptionThatWasLostOnTheWayIsNoticed() {
        members.network().setLoss(1);
        var there = new Ear<Price>(b.system(), "there");
        prices(b).subscribe(there.ref());
        members.settle();
        members.network().setLoss(0);

        members.advance(ReplicatedRegister.TICK.plus(ofMillis(100)));
        prices(a).publish(new Price("ABC", 1));
        members.settle();

        assertThat(there.heard()).hasSize(1);
    }

    @Test
    void eachSideOfAPartitionHearsItsOwnAndAllHearAllWhenItHeals() {
        var here = new Ear<Price>(a.system(), "here");
        var there = new Ear<Price>(b.system(), "there");
        prices(a).subscribe(here.ref());
        prices(b).subscribe(there.ref());
        members.advance(ofSeconds(1));

        members.partition(Set.of("a"), Set.of("b"));
        members.advance(ofSeconds(1));
        prices(a).publish(new Price("ABC", 1));
        members.settle();
        members.network().heal();
        members.advance(ofSeconds(3));
        prices(a).publish(new Price("ABC", 2));
        members.settle();

        assertThat(here.heard()).isEqualTo(List.of(new Price("ABC", 1), new Price("ABC", 2)));
        assertThat(there.heard()).isEqualTo(List.of(new Price("ABC", 2)));
    }

    @Test
    void whatIsPublishedAfterAMemberDiedReachesTheOthers() {
        var c = start("c");
        var ears = List.of(new Ear<Price>(b.system(), "ear"), new Ear<Price>(c.system(), "ear"));
        prices(b).subscribe(ears.get(0).ref());
        prices(c).subscribe(ears.get(1).ref());
        members.settle();

        members.crash("b");
        prices(a).publish(new Price("ABC", 1));
        members.advance(ofSeconds(1));
        prices(a).publish(new Price("ABC", 2));
        members.settle();

        assertThat(ears.get(1).heard()).isEqualTo(List.of(new Price("ABC", 1), new Price("ABC", 2)));
        assertThat(ears.get(0).heard()).isEmpty();
    }

    @Test
    void messageThatCouldNotBeSentIsRefusedEvenWithoutOtherMembers() {
        var secrets = a.messaging().topic("secrets", Secret.class);

        assertThatThrownBy(() -> secrets.publish(new Secret(1))).isInstanceOf(UnregisteredTypeException.class);
    }

    @Test
    void messageOfAnotherTypeThanTheSubscribersTakeIsADeadLetterThere() {
        var there = new Ear<String>(b.system(), "there");
        b.messaging().topic("prices", String.class).subscribe(there.ref());
        members.settle();

        prices(a).publish(new Price("ABC", 1));
        members.settle();

        assertThat(there.heard()).isEmpty();
        assertThat(b.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.reason()).isEqualTo(Topic.WRONG_TYPE);
            assertThat(letter.message()).isEqualTo(new Price("ABC", 1));
        });
    }

    @Test
    void oneNameWithTwoTypesIsRefused() {
        var _ = prices(a);

        assertThatThrownBy(() -> a.messaging().topic("prices", String.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("topic 'prices' is for")
                .hasMessageContaining("Price");
    }
}
