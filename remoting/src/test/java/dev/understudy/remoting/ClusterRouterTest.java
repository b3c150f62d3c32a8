package dev.understudy.remoting;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.understudy.actor.ActorRef;
import dev.understudy.actor.DeadLetter;
import dev.understudy.actor.Directive;
import dev.understudy.actor.Mailbox;
import dev.understudy.actor.Props;
import dev.understudy.actor.Router;
import dev.understudy.actor.Routing;
import dev.understudy.actor.SupervisorStrategy;
import dev.understudy.cluster.Role;
import dev.understudy.cluster.TransportConfig;
import dev.understudy.remoting.TestMembers.Here;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Routers whose routees run on several nodes.
class ClusterRouterTest {
    private static final ServiceKey<String> WORK = ServiceKey.of("work", String.class);
    private static final RemoteRecipe<String, String> WORKER = RemoteRecipe.of("worker", String.class, String.class);

    private final TestMembers members = new TestMembers(13);
    /// Who worked, and on what.
    private final List<String> done = new ArrayList<>();
    private final Here a = start(TransportConfig.named("a"));
    private final Here b = start(TransportConfig.named("b"));
    private final Here c = start(TestMembers.client("c"));

    private Here start(TransportConfig config) {
        var name = config.memberName();
        return members.start(
                config,
                _ -> {},
                messaging -> messaging.offer(
                        WORKER,
                        (_, _) -> work -> done.add(name + " " + work),
                        props -> props.mailbox(Mailbox.counted())));
    }

    @AfterEach
    void close() {
        members.close();
    }

    private ActorRef<String> register(Here here) {
        var name = here.system().name();
        ActorRef<String> worker = here.system()
                .spawn(
                        "worker",
                        Props.<String>of(_ -> work -> done.add(name + " " + work))
                                .mailbox(Mailbox.counted()));
        here.receptionist().register(WORK, worker);
        members.settle();
        return worker;
    }

    /// Sends so many messages, and says how many each node worked on.
    private Map<String, Integer> spread(ActorRef<String> router, int messages) {
        done.clear();
        for (int i = 0; i < messages; i++) {
            router.tell("w" + i);
        }
        members.settle();
        var counts = new TreeMap<String, Integer>();
        done.forEach(each -> counts.merge(each.substring(0, 1), 1, Integer::sum));
        return counts;
    }

    @Test
    void groupSpreadsOverThoseRegisteredOnAllNodes() {
        register(a);
        register(b);
        register(c);

        var router = a.system().spawn("router", a.receptionist().group(WORK));

        assertThat(spread(router, 9)).containsOnly(entry("a", 3), entry("b", 3), entry("c", 3));
    }

    @Test
    void groupFollowsWhoComesAndGoes() {
        var router = a.system().spawn("router", a.receptionist().group(WORK));
        members.settle();
        register(b);
        register(c);
        assertThat(spread(router, 4)).containsOnly(entry("b", 2), entry("c", 2));

        members.crash("b");
        members.advance(ofSeconds(1));

        assertThat(spread(router, 4)).containsOnly(entry("c", 4));
    }

    @Test
    void messageForAGroupOfNobodyIsADeadLetter() {
        var router = a.system().spawn("router", a.receptionist().group(WORK));

        router.tell("w");
        members.settle();

        assertThat(a.deadLetters()).extracting(DeadLetter::reason).containsExactly(DeadLetter.Reason.NO_ROUTEE);
    }

    @Test
    void messageToARoleReachesAllOfThatRoleAndNobodyElse() {
        register(a);
        register(b);
        register(c);

        var router = c.system()
                .spawn(
                        "router",
                        c.receptionist()
                                .group(WORK, member -> member.role() == Role.DATA)
                                .routing(Routing.broadcast()));

        assertThat(spread(router, 2)).containsOnly(entry("a", 2), entry("b", 2));
    }

    @Test
    void localOnesArePreferredWhileThereAreAny() {
        var here = register(a);
        register(b);
        var router = a.system()
                .spawn("router", a.receptionist().group(WORK).routing(Routing.preferLocal(Routing.roundRobin())));

        assertThat(spread(router, 4)).containsOnly(entry("a", 4));
        a.system().stop(here);
        members.settle();
        assertThat(spread(router, 4)).containsOnly(entry("b", 4));
    }

    @Test
    void sameKeyGoesToTheSameNodeFromEverywhere() {
        register(a);
        register(b);
        var fromA = a.system()
                .spawn("router", a.receptionist().group(WORK).routing(Routing.consistentHashing(String::toString)));
        var fromC = c.system()
                .spawn("router", c.receptionist().group(WORK).routing(Routing.consistentHashing(String::toString)));

        spread(fromA, 30);
        var first = List.copyOf(done);
        spread(fromC, 30);

        assertThat(done).containsExactlyInAnyOrderElementsOf(first);
        assertThat(first).anyMatch(each -> each.startsWith("a")).anyMatch(each -> each.startsWith("b"));
    }

    @Test
    void leastBusyGoesByWhatNodesToldOfTheirLoad() {
        var stuck = new ArrayList<ActorRef<String>>();
        // It waits a minute for its restart, and its messages with it.
        b.system().spawn("parent", context -> {
            context.supervise(
                    SupervisorStrategy.oneForOne(_ -> Directive.RESTART).withBackoff(ofMinutes(1), ofMinutes(1), 0));
            stuck.add(context.spawn(
                    "worker",
                    Props.<String>of(_ -> _ -> {
                                throw new IllegalStateException("on purpose");
                            })
                            .mailbox(Mailbox.counted())));
            return _ -> {};
        });
        members.settle();
        b.receptionist().register(WORK, stuck.getFirst());
        register(c);
        for (int i = 0; i < 10; i++) {
            stuck.getFirst().tell("x" + i);
        }
        members.advance(ofSeconds(2));

        var router = a.system().spawn("router", a.receptionist().group(WORK).routing(Routing.leastBusy()));

        assertThat(spread(router, 8)).containsOnly(entry("c", 8));
    }

    @Test
    void poolOfRemoteChildrenSpreadsOverNodesAndOutlivesOne() {
        members.advance(ofSeconds(1));
        var router = a.system().spawn("pool", Router.pool(3, WORKER.on(Placement.roundRobin(), "x")));
        members.settle();
        assertThat(spread(router, 9)).containsOnly(entry("a", 3), entry("b", 3), entry("c", 3));

        members.crash("b");
        members.advance(ofSeconds(2));

        var left = spread(router, 9);
        assertThat(left).doesNotContainKey("b");
        assertThat(left.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(9);
    }

    @Test
    void poolPrefersTheWorkersOfItsOwnNode() {
        members.advance(ofSeconds(1));
        var router = b.system()
                .spawn(
                        "pool",
                        Router.pool(3, WORKER.on(Placement.roundRobin(), "x"))
                                .routing(Routing.preferLocal(Routing.roundRobin())));
        members.settle();

        assertThat(spread(router, 6)).containsOnly(entry("b", 6));
    }
}
