package dev.understudy.drills;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// What all nodes of a cluster say of themselves.
///
/// @param nodes one row for each node, also for those that are gone
record ClusterStatus(List<Row> nodes) {
    private static final String FORMAT = "%-10s %-8s %8s %6s %7s %7s %7s %9s  %s%n";

    /// What one node says of itself.
    ///
    /// @param node its name
    /// @param process `running`, `gone`, or `silent` (it lives but does not answer: frozen, or too busy)
    /// @param pid its process
    /// @param port where its transport listens
    /// @param admin where its admin HTTP listens
    /// @param status its own words; an empty object unless it answers
    @JsonNaming(SnakeCaseStrategy.class)
    record Row(String node, String process, long pid, int port, String admin, JsonNode status) {}

    static ClusterStatus of(LocalGrid grid) {
        return new ClusterStatus(
                grid.newest().stream().map(node -> row(grid, node)).toList());
    }

    private static Row row(LocalGrid grid, NodeProcess node) {
        Optional<JsonNode> status = node.isAlive() ? grid.status(node) : Optional.empty();
        String process = node.isAlive() ? status.isPresent() ? "running" : "silent" : "gone";
        return new Row(
                node.name(),
                process,
                node.pid(),
                node.place().port(),
                node.adminUrl(),
                status.orElse(JsonNodeFactory.instance.objectNode()));
    }

    /// A table, or a line of JSON for each node.
    String text(boolean json) {
        if (json) {
            return nodes.stream().map(row -> Json.line(row) + "\n").collect(Collectors.joining());
        }
        String header =
                FORMAT.formatted("NODE", "PROCESS", "PID", "PORT", "MEMBERS", "EPOCH", "SHARDS", "ENTITIES", "STATE");
        return header + nodes.stream().map(ClusterStatus::line).collect(Collectors.joining());
    }

    private static String line(Row row) {
        JsonNode says = row.status();
        return FORMAT.formatted(
                row.node(),
                row.process(),
                row.pid(),
                row.port(),
                says.has("members") ? says.path("members").size() : "",
                says.path("epoch").asText(),
                says.path("shards").path(row.node()).asText(),
                says.path("entities").asText(),
                says.path("state").asText());
    }
}
