package dev.understudy.remoting;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.understudy.actor.ActorRef;
import dev.understudy.cluster.Role;
import dev.understudy.cluster.TransportConfig;
import dev.understudy.remoting.TestMembers.Ear;
import dev.understudy.remoting.TestMembers.Here;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReceptionistTest {
    private static final ServiceKey<String> ECHO = ServiceKey.of("echo", String.class);

    private final TestMembers members = new TestMembers(12);
    private final Here a = members.start("a", _ -> {});
    private final Here b = members.start("b", _ -> {});

    @AfterEach
    void close() {
        members.close();
    }

    private static List<String> hosts(Here here) {
        return here.receptionist().find(ECHO).services().stream()
                .map(service -> service.member().name())
                .sorted()
                .toList();
    }

    @Test
    void actorRegisteredOnOneMemberIsFoundAndReachedFromAnother() {
        var echo = new Ear<String>(a.system(), "echo");

        a.receptionist().register(ECHO, echo.ref());
        members.settle();
        b.receptionist().find(ECHO).refs().getFirst().tell("hello");
        members.settle();

        assertThat(echo.heard()).isEqualTo(List.of("hello"));
    }

    @Test
    void registrationIsFoundAtOnceOnItsOwnNode() {
        var echo = new Ear<String>(a.system(), "echo");

        a.receptionist().register(ECHO, echo.ref());

        assertThat(a.receptionist().find(ECHO).refs()).isEqualTo(List.of(echo.ref()));
    }

    @Test
    void allMembersListInTheSameOrder() {
        for (int i = 0; i < 5; i++) {
            a.receptionist().register(ECHO, new Ear<String>(a.system(), "echo" + i).ref());
            b.receptionist().register(ECHO, new Ear<String>(b.system(), "echo" + i).ref());
        }
        members.settle();

        assertThat(paths(a, "//b")).hasSize(5);
        assertThat(paths(b, "//a")).hasSize(5);
        assertThat(a.receptionist().find(ECHO).services().stream().map(Service::member))
                .containsExactlyElementsOf(b.receptionist().find(ECHO).services().stream()
                        .map(Service::member)
                        .toList());
    }

    private static List<String> paths(Here here, String prefix) {
        return here.receptionist().find(ECHO).refs().stream()
                .map(ActorRef::path)
                .filter(path -> path.startsWith(prefix))
                .toList();
    }

    @Test
    void deregisteredActorIsFoundNoMore() {
        var echo = new Ear<String>(a.system(), "echo");
        a.receptionist().register(ECHO, echo.ref());
        members.settle();

        a.receptionist().deregister(ECHO, echo.ref());
        members.settle();

        assertThat(b.receptionist().find(ECHO).isEmpty()).isTrue();
    }

    @Test
    void actorThatEndsIsFoundNoMore() {
        var echo = new Ear<String>(a.system(), "echo");
        a.receptionist().register(ECHO, echo.ref());
        members.settle();

        a.system().stop(echo.ref());
        members.settle();

        assertThat(hosts(a)).isEmpty();
        assertThat(hosts(b)).isEmpty();
    }

    @Test
    void actorThatHadEndedBeforeIsNotFound() {
        var echo = new Ear<String>(a.system(), "echo");
        a.system().stop(echo.ref());
        members.settle();

        a.receptionist().register(ECHO, echo.ref());
        members.settle();

        assertThat(hosts(b)).isEmpty();
    }

    @Test
    void actorsOfALostMemberAreFoundNoMore() {
        a.receptionist().register(ECHO, new Ear<String>(a.system(), "echo").ref());
        b.receptionist().register(ECHO, new Ear<String>(b.system(), "echo").ref());
        members.settle();
        assertThat(hosts(b)).isEqualTo(List.of("a", "b"));

        members.crash("a");
        members.advance(ofSeconds(1));

        assertThat(hosts(b)).isEqualTo(List.of("b"));
    }

    @Test
    void subscriberHearsTheListingNowAndWhenItChanges() {
        var ear = new Ear<Listing<String>>(b.system(), "ear");
        b.receptionist().subscribe(ECHO, ear.ref());
        members.settle();

        var echo = new Ear<String>(a.system(), "echo");
        a.receptionist().register(ECHO, echo.ref());
        members.settle();
        a.system().stop(echo.ref());
        members.settle();

        assertThat(ear.heard())
                .extracting(listing -> ((Listing<?>) listing).services().size())
                .isEqualTo(List.of(0, 1, 0));
    }

    @Test
    void subscriberHearsOfALostMember() {
        a.receptionist().register(ECHO, new Ear<String>(a.system(), "echo").ref());
        var ear = new Ear<Listing<String>>(b.system(), "ear");
        b.receptionist().subscribe(ECHO, ear.ref());
        members.settle();

        members.crash("a");
        members.advance(ofSeconds(1));

        assertThat(((Listing<?>) ear.heard().getLast()).isEmpty()).isTrue();
    }

    @Test
    void whoAwaitsSoManyServicesIsAnsweredWhenTheyAreThere() {
        var two = b.receptionist().await(ECHO, 2, ofSeconds(10));
        a.receptionist().register(ECHO, new Ear<String>(a.system(), "echo").ref());
        members.settle();
        assertThat(two).isNotDone();

        b.receptionist().register(ECHO, new Ear<String>(b.system(), "echo").ref());

        assertThat(members.answerOf(two).services()).hasSize(2);
        assertThat(members.answerOf(b.receptionist().await(ECHO, 1, ofSeconds(10)))
                        .services())
                .hasSize(2);
    }

    @Test
    void whoAwaitsMoreThanComeHearsThatTimeIsUp() {
        var two = b.receptionist().await(ECHO, 2, ofSeconds(1));

        members.advance(ofSeconds(2));

        assertThat(two).isCompletedExceptionally();
    }

    @Test
    void whoUnsubscribedHearsNothingMore() {
        var ear = new Ear<Listing<String>>(b.system(), "ear");
        b.receptionist().subscribe(ECHO, ear.ref());
        members.settle();

        b.receptionist().unsubscribe(ECHO, ear.ref());
        a.receptionist().register(ECHO, new Ear<String>(a.system(), "echo").ref());
        members.settle();

        assertThat(ear.heard()).hasSize(1);
    }

    @Test
    void listingIsNarrowedByRoleZoneAndMember() {
        var c = members.start(TransportConfig.named("c").withRole(Role.CLIENT).withZone("east"), _ -> {});
        c.receptionist().register(ECHO, new Ear<String>(c.system(), "echo").ref());
        a.receptionist().register(ECHO, new Ear<String>(a.system(), "echo").ref());
        members.settle();

        var listing = b.receptionist().find(ECHO);

        assertThat(listing.refs()).hasSize(2);
        assertThat(listing.withRole(Role.CLIENT)).isEqualTo(listing.on("c"));
        assertThat(listing.inZone("east")).isEqualTo(listing.on("c"));
        assertThat(listing.withRole(Role.DATA)).isEqualTo(listing.on("a"));
    }

    @Test
    void keyWhoseNameIsNotFitForTheWireIsRefused() {
        assertThatThrownBy(() -> ServiceKey.of("no spaces", String.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'no spaces' of a service");
    }
}
