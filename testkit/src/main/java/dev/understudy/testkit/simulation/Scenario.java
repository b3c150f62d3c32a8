package dev.understudy.testkit.simulation;

import dev.understudy.sharding.ownership.AuthorityKind;
import dev.understudy.sharding.ownership.Durability;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Everything that a run is a function of: the grid, the network's manners, and the schedule.
///
/// As text: `# …` comments, one `grid key=value …` line, then `at …` lines (see [Action]).
///
/// @param seed of everything that is drawn: latencies, losses, drifts
/// @param authority who decides: the members, or a store
/// @param nodes how many nodes, called a, b, c, …
/// @param start how many of them are started at time 0
/// @param expect how many found the grid
/// @param shards a power of two
/// @param backups replicas beside the owner
/// @param durability what copies survive
/// @param loss frames lost, in thousandths
/// @param duplicates frames delivered twice, in thousandths
/// @param slow frames delayed by up to 80 ms more, in thousandths
/// @param drift how far clocks run off, in thousandths of a thousandth: 1000 is all that the protocol allows
///        for
/// @param minInSync fewest in-sync replicas with which commands are taken
/// @param snapshotEvery records after which a snapshot is taken
/// @param length world time in milliseconds at which faults have stopped and everything must answer; 0: no such
///        demand
/// @param actions what happens, in order of time
public record Scenario(
        long seed,
        AuthorityKind authority,
        int nodes,
        int start,
        int expect,
        int shards,
        int backups,
        Durability durability,
        int loss,
        int duplicates,
        int slow,
        int drift,
        int minInSync,
        int snapshotEvery,
        long length,
        List<Action> actions) {
    public Scenario {
        actions = List.copyOf(actions);
    }

    /// The same with another schedule.
    public Scenario withActions(List<Action> newActions) {
        return new Scenario(
                seed,
                authority,
                nodes,
                start,
                expect,
                shards,
                backups,
                durability,
                loss,
                duplicates,
                slow,
                drift,
                minInSync,
                snapshotEvery,
                length,
                newActions);
    }

    /// Reads the text form.
    public static Scenario parse(String text) {
        var actions = new ArrayList<Action>();
        Map<String, String> grid = new LinkedHashMap<>();
        for (var raw : text.lines().toList()) {
            var line = raw.trim();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            if (line.startsWith("grid ")) {
                for (var pair : line.substring(5).trim().split("\\s+", -1)) {
                    var parts = pair.split("=", 2);
                    grid.put(parts[0], parts[1]);
                }
            } else {
                actions.add(Action.parse(line));
            }
        }
        int nodes = number(grid, "nodes", 3);
        var scenario = new Scenario(
                number(grid, "seed", 1),
                AuthorityKind.valueOf(grid.getOrDefault("authority", "QUORUM")),
                nodes,
                number(grid, "start", nodes),
                number(grid, "expect", Math.min(3, nodes)),
                number(grid, "shards", 1),
                number(grid, "backups", 1),
                Durability.valueOf(grid.getOrDefault("durability", "MEMORY")),
                number(grid, "loss", 0),
                number(grid, "duplicates", 0),
                number(grid, "slow", 0),
                number(grid, "drift", 0),
                number(grid, "minInSync", 1),
                number(grid, "snapshotEvery", 100),
                number(grid, "length", 0),
                actions);
        grid.keySet()
                .removeAll(List.of(
                        "authority", "nodes", "seed", "start", "expect", "shards", "backups", "durability", "loss"));
        grid.keySet().removeAll(List.of("duplicates", "slow", "drift", "minInSync", "snapshotEvery", "length"));
        if (!grid.isEmpty()) {
            throw new IllegalArgumentException("unknown in the grid line: " + grid.keySet());
        }
        return scenario;
    }

    private static int number(Map<String, String> grid, String key, int otherwise) {
        return grid.containsKey(key) ? Integer.parseInt(grid.get(key)) : otherwise;
    }

    /// The text form.
    public String format() {
        var text = new StringBuilder();
        text.append(
                "grid seed=%d authority=%s nodes=%d start=%d expect=%d shards=%d backups=%d durability=%s loss=%d duplicates=%d"
                        .formatted(
                                seed, authority, nodes, start, expect, shards, backups, durability, loss, duplicates));
        text.append(" slow=%d drift=%d minInSync=%d snapshotEvery=%d length=%d%n"
                .formatted(slow, drift, minInSync, snapshotEvery, length));
        actions.forEach(action -> text.append(action).append('\n'));
        return text.toString();
    }
}
