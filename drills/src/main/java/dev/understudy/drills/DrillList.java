package dev.understudy.drills;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import java.util.stream.Collectors;

/// The table of all drills, as `--list` prints it.
final class DrillList {
    private static final String FORMAT = "%-20s %5s %7s  %-14s %-5s %s%n";

    /// A row.
    ///
    /// @param drill its name
    /// @param nodes how many nodes it gets where nobody says
    /// @param backups how many backups each shard has
    /// @param certificates the settings that it is run with
    /// @param root whether only root can run it, since it makes a network
    /// @param summary what it does
    @JsonNaming(SnakeCaseStrategy.class)
    private record Row(String drill, int nodes, int backups, List<String> certificates, boolean root, String summary) {
        static Row of(Drill drill) {
            Needs needs = drill.needs();
            return new Row(
                    drill.name(),
                    needs.nodes(),
                    needs.backups(),
                    needs.certificates().stream().map(Guarantees::word).toList(),
                    needs.hasLinks(),
                    drill.summary());
        }

        String line() {
            return FORMAT.formatted(drill, nodes, backups, String.join(",", certificates), root ? "root" : "", summary);
        }
    }

    private DrillList() {}

    /// For people, or one JSON object a line.
    static String text(boolean json) {
        List<Row> rows = Drills.ALL.stream().map(Row::of).toList();
        return json
                ? rows.stream().map(row -> Json.line(row) + "\n").collect(Collectors.joining())
                : FORMAT.formatted("DRILL", "NODES", "BACKUPS", "CERTIFICATES", "NEEDS", "WHAT IT DOES")
                        + rows.stream().map(Row::line).collect(Collectors.joining());
    }
}
