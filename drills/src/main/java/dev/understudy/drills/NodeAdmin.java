package dev.understudy.drills;

import com.fasterxml.jackson.databind.JsonNode;
import dev.understudy.sharding.ownership.LossLedger;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Asks nodes of this machine over their admin HTTP. Thread-safe.
///
/// On the caller's own thread, over a connection that is kept: a drill that waits for a phase of milliseconds has no
/// time
/// to pass a request from thread to thread.
final class NodeAdmin {
    private static final int CONNECT_MILLIS = 1000;
    private static final int ANSWER_MILLIS = 2000;
    private static final Duration PACE = Duration.ofMillis(25);

    /// What a node answered.
    private record Answer(int status, String body) {
        boolean isOk() {
            return status == HttpURLConnection.HTTP_OK;
        }
    }

    /// Waits until the node says that entities can be reached through it.
    ///
    /// @return whether it is ready; false if its process ended or the time is up
    boolean awaitReady(NodeProcess node, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() - deadline < 0) {
            if (get(node, "/health").filter(Answer::isOk).isPresent()) {
                return true;
            }
            if (node.awaitExit(PACE)) {
                return false;
            }
        }
        return false;
    }

    /// What the node says of itself; empty if it does not answer.
    Optional<JsonNode> status(NodeProcess node) {
        return get(node, "/status").filter(Answer::isOk).map(answer -> parse(node, answer.body()));
    }

    /// The ledger of the node; empty if it does not answer.
    Optional<LossLedger.Balance> ledger(NodeProcess node) {
        return status(node).map(status -> Json.MAPPER.convertValue(status.path("ledger"), LossLedger.Balance.class));
    }

    /// The shards that are in motion on the node; empty if it does not answer, or does not tell.
    List<ShardPhase> shardsInMotion(NodeProcess node) {
        return get(node, "/shards")
                .filter(Answer::isOk)
                .map(answer -> parse(node, answer.body())
                        .valueStream()
                        .map(shard -> new ShardPhase(
                                shard.path("shard").asInt(),
                                shard.path("state").asText(),
                                shard.path("ownerEpoch").asLong()))
                        .toList())
                .orElse(List.of());
    }

    private static JsonNode parse(NodeProcess node, String body) {
        try {
            return Json.MAPPER.readTree(body);
        } catch (IOException e) {
            throw new GridException("%s did not answer in JSON: %s".formatted(node.name(), body), e);
        }
    }

    private static Optional<Answer> get(NodeProcess node, String path) {
        try {
            HttpURLConnection connection = (HttpURLConnection)
                    URI.create(node.adminUrl() + path).toURL().openConnection();
            connection.setConnectTimeout(CONNECT_MILLIS);
            connection.setReadTimeout(ANSWER_MILLIS);
            int status = connection.getResponseCode();
            // To its end, or the connection can't be used again.
            try (InputStream body = status < HttpURLConnection.HTTP_BAD_REQUEST
                    ? connection.getInputStream()
                    : connection.getErrorStream()) {
                return Optional.of(new Answer(
                        status, body == null ? "" : new String(body.readAllBytes(), StandardCharsets.UTF_8)));
            }
        } catch (IOException _) {
            return Optional.empty(); // Not listening yet, frozen, or gone: no answer is the answer.
        }
    }
}
