package dev.understudy.testkit.simulation;

import dev.understudy.sharding.ownership.AuthorityKind;
import dev.understudy.sharding.ownership.Durability;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/// Draws a scenario from a seed: a kind of grid, and a schedule of load and faults that ends with all of them
/// healed.
public enum Profile {
    /// Three to five nodes and one shard: the protocol's corners, quickly.
    FIVE_NODES(AuthorityKind.QUORUM, 3, 5, 1),
    /// Nine nodes and sixteen shards: placement, handoffs and many things at once.
    NINE_NODES(AuthorityKind.QUORUM, 7, 9, 16),
    /// Two to four nodes and one shard, and a store that decides.
    STORE(AuthorityKind.STORE, 2, 4, 1);

    private static final long FAULTS_FROM = 450;
    private static final long FAULTS_UNTIL = 2_200;
    private static final long CALM = 400;

    private static final List<Durability> DURABILITIES =
            List.of(Durability.MEMORY, Durability.DISK_ASYNC, Durability.DISK_SYNC);

    private final AuthorityKind authority;
    private final int fewest;
    private final int most;
    private final int shards;

    Profile(AuthorityKind authority, int fewest, int most, int shards) {
        this.authority = authority;
        this.fewest = fewest;
        this.most = most;
        this.shards = shards;
    }

    /// The profile that a run of many seeds gives a seed: one in ten is a large grid, and one has a store.
    public static Profile of(long seed) {
        return switch ((int) (seed % 10)) {
            case 0 -> NINE_NODES;
            case 5 -> STORE;
            default -> FIVE_NODES;
        };
    }

    /// As it is said on the command line.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// The scenario that a run of many seeds gives a seed.
    public static Scenario scenarioOf(long seed) {
        return of(seed).scenario(seed);
    }

    /// The scenario of a seed.
    public Scenario scenario(long seed) {
        return scenario(seed, fewest);
    }

    /// The scenario of a seed on as many nodes as the profile knows.
    public Scenario largest(long seed) {
        return scenario(seed, most);
    }

    private Scenario scenario(long seed, int atLeast) {
        var random = new SplittableRandom(seed * 0x9e3779b97f4a7c15L + shards);
        int nodes = atLeast + random.nextInt(most - atLeast + 1);
        var durability = DURABILITIES.get(random.nextInt(DURABILITIES.size()));
        // Without disks restarted nodes count as new, so only the whole grid may found one.
        int expect = durability.hasDisk() ? nodes / 2 + 1 : nodes;
        boolean store = authority == AuthorityKind.STORE;
        if (store) {
            expect = 1 + random.nextInt(nodes);
        }
        int start = random.nextInt(4) == 0 ? Math.max(expect, nodes - 1) : nodes;
        int backups = random.nextInt(4) == 0 ? 2 : 1;
        boolean rough = random.nextInt(3) > 0;
        var actions = new ArrayList<Action>();
        load(random, nodes, actions);
        new Faults(random, nodes, start, store, actions).draw();
        disturbClocks(seed, nodes, actions);
        actions.sort(Comparator.comparingLong(Action::at));
        return new Scenario(
                seed,
                authority,
                nodes,
                start,
                expect,
                shards,
                backups,
                durability,
                rough ? random.nextInt(60) : 0,
                rough ? random.nextInt(40) : 0,
                rough ? random.nextInt(40) : 0,
                1000,
                1,
                random.nextInt(2) == 0 ? 6 : 40,
                FAULTS_UNTIL + CALM,
                actions);
    }

    /// In one seed of eight clocks jump, or stand still with their machines.
    private static void disturbClocks(long seed, int nodes, List<Action> actions) {
        var random = new SplittableRandom(~seed);
        if (random.nextInt(8) > 0) {
            return;
        }
        for (int left = 1 + random.nextInt(3); left > 0; left--) {
            long at = FAULTS_FROM + random.nextLong(FAULTS_UNTIL - FAULTS_FROM);
            long most = Math.min(800, FAULTS_UNTIL - at);
            var verb = random.nextBoolean() ? "jump" : "suspend";
            actions.add(Action.of(at, verb, name(random.nextInt(nodes)), 1 + random.nextLong(most)));
        }
    }

    private void load(SplittableRandom random, int nodes, List<Action> actions) {
        var verbs = List.of("tell", "tell", "ask", "ask", "ask", "read");
        int gap = 10 + random.nextInt(60);
        for (long at = 200; at < FAULTS_UNTIL + CALM; at += 1 + random.nextInt(2 * gap)) {
            var sender = name(random.nextInt(nodes));
            actions.add(Action.of(
                    at,
                    verbs.get(random.nextInt(verbs.size())),
                    sender,
                    random.nextInt(shards),
                    random.nextInt(4) == 0 ? "f" : "e"));
        }
    }

    private static String name(int index) {
        return String.valueOf((char) ('a' + index));
    }

    /// The faults of one scenario. Which kinds a seed knows is drawn first: rare paths need seeds that do
    /// little else.
    private record Faults(SplittableRandom random, int nodes, int start, boolean store, List<Action> actions) {
        void draw() {
            var kinds = new ArrayList<String>();
            for (var kind : List.of(
                    "crash",
                    "crash",
                    "silent",
                    "pause",
                    "pause",
                    "cut",
                    "partition",
                    "leave",
                    "suspect",
                    "tear",
                    "chain",
                    "all",
                    "work")) {
                if (random.nextInt(3) == 0) {
                    kinds.add(kind);
                }
            }
            if (store) {
                for (var kind : List.of("outage", "unplug", "partition")) {
                    if (random.nextInt(2) == 0) {
                        kinds.add(kind);
                    }
                }
            }
            for (int late = start; late < nodes; late++) {
                actions.add(Action.of(500 + random.nextInt(1000), "start", name(late)));
            }
            if (!kinds.isEmpty()) {
                int gap = 60 + random.nextInt(400);
                for (long at = FAULTS_FROM; at < FAULTS_UNTIL; at += 1 + random.nextInt(2 * gap)) {
                    draw(kinds.get(random.nextInt(kinds.size())), at);
                }
            }
            actions.removeIf(action -> action.at() >= FAULTS_UNTIL && isFault(action));
            actions.add(Action.of(FAULTS_UNTIL, "heal"));
            if (store) {
                actions.add(Action.of(FAULTS_UNTIL, "outage", 0));
            }
            actions.add(Action.of(FAULTS_UNTIL, "work", 1));
            for (int n = 0; n < nodes; n++) {
                actions.add(Action.of(FAULTS_UNTIL + 1, "pause", name(n), 0));
                if (store) {
                    actions.add(Action.of(FAULTS_UNTIL + 1, "unplug", name(n), 0));
                }
                actions.add(Action.of(FAULTS_UNTIL + 1, "start", name(n)));
            }
        }

        /// What a fault brings with it may be drawn for later than the end of all faults.
        private static boolean isFault(Action action) {
            return switch (action.verb()) {
                case "crash", "tear", "pause", "cut", "partition", "leave", "suspect", "work", "outage", "unplug" ->
                    true;
                default -> false;
            };
        }

        private void draw(String kind, long at) {
            var victim = name(random.nextInt(nodes));
            switch (kind) {
                case "crash" -> crash(at, victim, "certified");
                case "silent" -> crash(at, victim, "silent");
                case "pause" -> actions.add(Action.of(at, "pause", victim, 20 + random.nextInt(800)));
                case "cut" -> {
                    var other = name(random.nextInt(nodes));
                    if (!other.equals(victim)) {
                        actions.add(Action.of(at, "cut", victim, other));
                        healAfter(at);
                    }
                }
                case "partition" -> partition(at);
                case "leave" -> {
                    actions.add(Action.of(at, "leave", victim));
                    actions.add(Action.of(at + 200 + random.nextInt(500), "start", victim));
                }
                case "suspect" -> actions.add(Action.of(at, "suspect", name(random.nextInt(nodes)), victim));
                case "tear" -> {
                    actions.add(Action.of(at, "tear", victim, random.nextInt(4)));
                    actions.add(Action.of(at + 30 + random.nextInt(300), "start", victim));
                }
                case "chain" -> {
                    // One node is cut off with its lease; soon another, perhaps its successor, dies for
                    // certain.
                    actions.add(Action.of(at, "pause", victim, 150 + random.nextInt(500)));
                    actions.add(Action.of(at + 1, "suspect", name(random.nextInt(nodes)), victim));
                    crash(at + 100 + random.nextInt(300), name(random.nextInt(nodes)), "certified");
                }
                case "all" -> {
                    for (int n = 0; n < nodes; n++) {
                        crash(at + random.nextInt(30), name(n), random.nextBoolean() ? "certified" : "silent");
                    }
                }
                case "outage" -> actions.add(Action.of(at, "outage", 20 + random.nextInt(900)));
                case "unplug" -> actions.add(Action.of(at, "unplug", victim, 20 + random.nextInt(900)));
                case "work" -> actions.add(Action.of(at, "work", 1 + random.nextInt(120)));
                default -> throw new IllegalArgumentException(kind);
            }
        }

        private void crash(long at, String victim, String how) {
            actions.add(Action.of(at, "crash", victim, how));
            if (random.nextInt(5) > 0) {
                actions.add(Action.of(at + 20 + random.nextInt(600), "start", victim));
            }
        }

        private void partition(long at) {
            var left = new ArrayList<String>();
            var right = new ArrayList<String>();
            for (int n = 0; n < nodes; n++) {
                (random.nextBoolean() ? left : right).add(name(n));
            }
            if (!left.isEmpty() && !right.isEmpty()) {
                actions.add(Action.of(at, "partition", String.join(",", left) + "/" + String.join(",", right)));
                healAfter(at);
            }
        }

        private void healAfter(long at) {
            actions.add(Action.of(at + 50 + random.nextInt(900), "heal"));
        }
    }
}
