package dev.understudy.remoting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.understudy.cluster.Incarnation;
import dev.understudy.remoting.Register.Action;
import dev.understudy.remoting.Register.Message;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Many members' copies of the register under loss, doubling, reordering, partitions, one-sided views and deaths, all
/// drawn from a seed: once that ends, everybody has the same.
class RegisterSimulationTest {
    private static final int STEPS = 400;
    private static final List<String> KEYS = List.of("a", "b", "c");

    /// One frame on its way.
    private record OnItsWay(Incarnation from, Incarnation to, Message<String> message) {}

    private static final class World {
        final Random random;
        final Map<Incarnation, Register<String>> members = new TreeMap<>();
        final Map<Incarnation, Set<Incarnation>> views = new TreeMap<>();
        final List<OnItsWay> network = new ArrayList<>();
        /// What each member has entered, by its own account.
        final Map<Incarnation, Set<String>> truth = new TreeMap<>();
        long born;
        int refs;

        World(long seed) {
            random = new Random(seed);
        }

        void join() {
            var fresh = new Incarnation(++born, 0);
            members.put(fresh, new Register<>(fresh));
            truth.put(fresh, new HashSet<>());
        }

        void perform(Incarnation by, List<Action<String>> actions) {
            for (var action : actions) {
                if (action instanceof Action.Send<String>(var to, var message)) {
                    network.add(new OnItsWay(by, to, message));
                }
            }
        }

        void view(Incarnation of, Set<Incarnation> members) {
            views.put(of, members);
            perform(of, register(of).inView(members));
        }

        void everybodySeesEverybody() {
            for (var member : members.keySet()) {
                view(member, Set.copyOf(members.keySet()));
            }
        }

        Register<String> register(Incarnation member) {
            var register = members.get(member);
            assertThat(register).isNotNull();
            return register;
        }

        void deliver(int index) {
            var frame = network.remove(index);
            // As a transport does: nothing arrives from, or for, whoever is not in view.
            boolean arrives = members.containsKey(frame.to())
                    && views.getOrDefault(frame.to(), Set.of()).contains(frame.from());
            if (arrives) {
                perform(frame.to(), register(frame.to()).received(frame.from(), frame.message()));
            }
        }

        Incarnation any() {
            return List.copyOf(members.keySet()).get(random.nextInt(members.size()));
        }

        void step() {
            var who = any();
            switch (random.nextInt(12)) {
                case 0, 1 -> enter(who);
                case 2 -> remove(who);
                case 3 -> perform(who, register(who).tick(Map.of()));
                case 4 -> mishap();
                case 5 -> view(who, someWith(who));
                case 6 -> everybodySeesEverybody();
                default -> {
                    if (!network.isEmpty()) {
                        deliver(random.nextInt(network.size()));
                    }
                }
            }
        }

        private void enter(Incarnation who) {
            var entry = KEYS.get(random.nextInt(KEYS.size())) + ":" + ++refs;
            truth.getOrDefault(who, Set.of()).add(entry);
            perform(who, register(who).enter(entry.substring(0, 1), entry));
        }

        private void remove(Incarnation who) {
            var own = truth.getOrDefault(who, new HashSet<>());
            if (!own.isEmpty()) {
                var entry = List.copyOf(own).get(random.nextInt(own.size()));
                own.remove(entry);
                perform(
                        who,
                        random.nextBoolean()
                                ? register(who).remove(entry)
                                : register(who).remove(entry.substring(0, 1), entry));
            }
        }

        private void mishap() {
            if (random.nextInt(4) == 0 && members.size() > 2) {
                var dead = any();
                members.remove(dead);
                truth.remove(dead);
                views.remove(dead);
            } else if (random.nextInt(4) == 0 && members.size() < 6) {
                join();
            } else if (!network.isEmpty()) {
                int index = random.nextInt(network.size());
                if (random.nextBoolean()) {
                    network.remove(index);
                } else {
                    network.add(network.get(index));
                }
            }
        }

        private Set<Incarnation> someWith(Incarnation who) {
            var some = new HashSet<>(Set.of(who));
            members.keySet().stream().filter(_ -> random.nextBoolean()).forEach(some::add);
            return some;
        }

        /// Much of what is on its way gets lost; from then on nothing does, and everybody sees everybody.
        void calm() {
            network.removeIf(_ -> random.nextBoolean());
            everybodySeesEverybody();
            for (int i = 0; i < 4; i++) {
                for (var member : members.keySet()) {
                    perform(member, register(member).tick(Map.of()));
                }
                while (!network.isEmpty()) {
                    deliver(random.nextInt(network.size()));
                }
            }
        }

        Set<String> known(Incarnation by) {
            var known = new HashSet<String>();
            for (var key : KEYS) {
                register(by)
                        .find(key)
                        .forEach(listed ->
                                known.add(listed.member() + "/" + listed.entry().ref()));
            }
            return known;
        }

        Set<String> everything() {
            var all = new HashSet<String>();
            truth.forEach((member, own) -> own.forEach(entry -> all.add(member + "/" + entry)));
            return all;
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1_000, 2_000, 3_000, 4_000})
    void afterEveryTroubleAllCopiesAgreeWithTheirWriters(long firstSeed) {
        for (long seed = firstSeed; seed < firstSeed + 200; seed++) {
            var world = new World(seed);
            world.join();
            world.join();
            world.join();
            world.everybodySeesEverybody();
            for (int step = 0; step < STEPS; step++) {
                world.step();
            }

            world.calm();

            for (var member : world.members.keySet()) {
                assertThat(world.known(member))
                        .as("seed %d, copy of %s", seed, member)
                        .isEqualTo(world.everything());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whoIsNotInViewIsNotListed(long seed) {
        for (long each = seed * 100; each < seed * 100 + 100; each++) {
            var world = new World(each);
            world.join();
            world.join();
            world.join();
            world.everybodySeesEverybody();
            for (int step = 0; step < STEPS; step++) {
                world.step();
                for (var member : world.members.keySet()) {
                    var view = world.views.getOrDefault(member, Set.of(member));
                    assertThat(KEYS)
                            .as("seed %d, step %d, member %s", each, step, member)
                            .allSatisfy(key -> assertThat(world.register(member).find(key))
                                    .allMatch(listed ->
                                            listed.member().equals(member) || view.contains(listed.member())));
                }
            }
        }
    }
}
