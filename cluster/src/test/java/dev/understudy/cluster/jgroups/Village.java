package dev.understudy.cluster.jgroups;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.cluster.ChannelKind;
import dev.understudy.cluster.Incarnation;
import dev.understudy.cluster.Member;
import dev.understudy.cluster.Members;
import dev.understudy.cluster.StartGate;
import dev.understudy.cluster.jgroups.Roster.Action;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/// Several rosters and the news on their way to each, in one thread and an order that a seed decides. News from
/// one to another keep their order; hellos get lost now and then.
final class Village {
    private static final double LOSS = 0.2;
    private static final int SETTLING_ROUNDS = 40;

    private final List<House> houses;
    private final Random random;
    private final Map<Road, Queue<Runnable>> news = new HashMap<>();
    private long views;

    Village(int size, long seed) {
        random = new Random(seed);
        houses = IntStream.range(0, size)
                .mapToObj(i -> new House(Members.member(i)))
                .toList();
    }

    void everybodyJoins() {
        for (int size = 1; size <= houses.size(); size++) {
            installs(houses.subList(0, size), false);
            deliverSome();
        }
    }

    /// The first so many on one side, the rest on the other.
    void partition(int size) {
        installs(houses.subList(0, size), false);
        installs(houses.subList(size, houses.size()), false);
    }

    void heal() {
        installs(houses, true);
    }

    /// One sees another leave the data channel and come back, which that one doesn't notice.
    void losesData(int one, int other) {
        House house = houses.get(one);
        List<Incarnation> without = houses.stream()
                .filter(peer -> peer != houses.get(other))
                .map(House::id)
                .toList();
        later(house, house, () -> house.perform(house.roster.dataView(without)));
        later(house, house, () -> house.perform(house.roster.dataView(ids(houses))));
    }

    /// One excludes another and takes it back before that one has noticed anything; it was frozen, say.
    void excludesForAWhile(int one, int other) {
        House house = houses.get(one);
        List<House> rest =
                houses.stream().filter(peer -> peer != houses.get(other)).toList();
        long number = ++views;
        long after = ++views;
        later(house, house, () -> house.perform(house.roster.controlView(house.id(), number, ids(rest), false)));
        later(house, house, () -> house.perform(house.roster.controlView(house.id(), after, ids(houses), true)));
    }

    /// Delivers everything, and lets time pass until nobody has anything to say.
    void settle() {
        for (int round = 0; round < SETTLING_ROUNDS; round++) {
            deliverAll();
            houses.forEach(house -> house.perform(house.roster.tick()));
        }
        deliverAll();
    }

    void assertAllConnected() {
        for (House house : houses) {
            assertThat(house.view).as("view of %s", house.self).containsExactlyElementsOf(members());
            for (House peer : houses) {
                if (peer != house) {
                    assertConnected(house, peer);
                }
            }
        }
    }

    private static void assertConnected(House from, House to) {
        for (ChannelKind channel : ChannelKind.values()) {
            int sends = from.open.getOrDefault(new Link(to.id(), channel), 0);
            int accepts = to.accepted.getOrDefault(new Link(from.id(), channel), 0);
            assertThat(sends)
                    .as("generation from %s to %s on %s", from.self, to.self, channel)
                    .isPositive()
                    .isEqualTo(accepts);
        }
    }

    private void installs(List<House> members, boolean isMerge) {
        long number = ++views;
        for (House house : members) {
            Incarnation creator = members.getFirst().id();
            Runnable control = () -> house.perform(house.roster.controlView(creator, number, ids(members), isMerge));
            Runnable data = () -> house.perform(house.roster.dataView(ids(members)));
            boolean controlFirst = random.nextBoolean();
            later(house, house, controlFirst ? control : data);
            later(house, house, controlFirst ? data : control);
        }
    }

    private void later(House from, House to, Runnable action) {
        news.computeIfAbsent(new Road(from.id(), to.id()), _ -> new ArrayDeque<>())
                .add(action);
    }

    private void deliverSome() {
        for (int i = random.nextInt(20); i > 0; i--) {
            deliverOne();
        }
    }

    private void deliverAll() {
        boolean more = true;
        while (more) {
            more = deliverOne();
        }
    }

    private boolean deliverOne() {
        List<Queue<Runnable>> waiting =
                news.values().stream().filter(queue -> !queue.isEmpty()).toList();
        if (waiting.isEmpty()) {
            return false;
        }
        Objects.requireNonNull(waiting.get(random.nextInt(waiting.size())).poll())
                .run();
        return true;
    }

    private List<Member> members() {
        return houses.stream().map(house -> house.self).toList();
    }

    private static List<Incarnation> ids(List<House> houses) {
        return houses.stream().map(House::id).toList();
    }

    private record Road(Incarnation from, Incarnation to) {}

    private record Link(Incarnation peer, ChannelKind channel) {}

    private final class House {
        private final Member self;
        private final Roster roster;
        private final Map<Link, Integer> open = new HashMap<>();
        private final Map<Link, Integer> accepted = new HashMap<>();
        private final Map<Link, Set<Integer>> sinceJoined = new HashMap<>();
        private List<Member> view = new ArrayList<>();

        House(Member self) {
            this.self = self;
            roster = new Roster(self, new StartGate(2));
        }

        Incarnation id() {
            return self.incarnation();
        }

        void perform(List<Action> actions) {
            for (Action action : actions) {
                switch (action) {
                    case Action.Greet(Incarnation peer, Hello hello) -> greet(peer, hello);
                    case Action.Accept(Incarnation peer, ChannelKind channel, int generation) -> {
                        accepted.put(new Link(peer, channel), generation);
                        accepts(new Link(peer, channel), generation);
                    }
                    case Action.Open(Incarnation peer, ChannelKind channel, int generation) ->
                        open.put(new Link(peer, channel), generation);
                    case Action.Close(Incarnation peer, ChannelKind channel) -> open.remove(new Link(peer, channel));
                    case Action.Vanish(Incarnation peer) -> {
                        open.keySet().removeIf(link -> link.peer.equals(peer));
                        accepted.keySet().removeIf(link -> link.peer.equals(peer));
                    }
                    case Action.Publish(var first) -> view = first.members();
                    case Action.Announce(var change) -> {
                        view = change.current().members();
                        change.left()
                                .forEach(member ->
                                        sinceJoined.keySet().removeIf(link -> link.peer.equals(member.incarnation())));
                    }
                    case Action.Exclude(Incarnation _, var reason) -> throw new AssertionError(reason);
                    case Action.GiveWay(var reason) -> throw new AssertionError(reason);
                    case Action.Appear _, Action.LetGo _, Action.Admit _, Action.Dismiss _, Action.Form _ -> {}
                }
            }
        }

        /// From joining to leaving, one generation: of another, frames may be missing.
        private void accepts(Link link, int generation) {
            if (generation != 0) {
                Set<Integer> all = sinceJoined.computeIfAbsent(link, _ -> new HashSet<>());
                all.add(generation);
                assertThat(all).as("generations accepted on %s", link).hasSize(1);
            }
        }

        private void greet(Incarnation peer, Hello hello) {
            for (ChannelKind channel : ChannelKind.values()) {
                int acknowledged = hello.link(channel).acknowledged();
                if (acknowledged != 0) {
                    // from here on the peer may send under it
                    assertThat(accepted).containsEntry(new Link(peer, channel), acknowledged);
                }
            }
            if (random.nextDouble() < LOSS) {
                return;
            }
            House to = houses.stream()
                    .filter(house -> house.id().equals(peer))
                    .findFirst()
                    .orElseThrow();
            later(this, to, () -> to.perform(to.roster.hello(id(), hello)));
        }
    }
}
