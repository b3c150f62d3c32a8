package dev.understudy.drills;

import static java.time.Duration.ofSeconds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Asks nodes of this machine over their admin HTTP. Thread-safe.
final class NodeAdmin implements AutoCloseable {
    private static final Duration CONNECT_PATIENCE = ofSeconds(1);
    private static final Duration ANSWER_PATIENCE = ofSeconds(2);
    private static final Duration PACE = Duration.ofMillis(25);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(CONNECT_PATIENCE).build();

    /// Waits until the node says that entities can be reached through it.
    ///
    /// @return whether it is ready; false if its process ended or the time is up
    boolean awaitReady(NodeProcess node, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() - deadline < 0) {
            if (get(node, "/health").map(HttpResponse::statusCode).equals(Optional.of(HttpURLConnection.HTTP_OK))) {
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
        return get(node, "/status")
                .filter(response -> response.statusCode() == HttpURLConnection.HTTP_OK)
                .map(response -> parse(node, response.body()));
    }

    /// The shards that are in motion on the node; empty if it does not answer, or does not tell.
    List<ShardPhase> shardsInMotion(NodeProcess node) {
        return get(node, "/shards")
                .filter(response -> response.statusCode() == HttpURLConnection.HTTP_OK)
                .map(response -> parse(node, response.body())
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
            return JSON.readTree(body);
        } catch (IOException e) {
            throw new GridException("%s did not answer in JSON: %s".formatted(node.name(), body), e);
        }
    }

    private Optional<HttpResponse<String>> get(NodeProcess node, String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(node.adminUrl() + path))
                .timeout(ANSWER_PATIENCE)
                .build();
        try {
            return Optional.of(http.send(request, HttpResponse.BodyHandlers.ofString()));
        } catch (IOException _) {
            return Optional.empty(); // Not listening yet, frozen, or gone: no answer is the answer.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new GridException("interrupted while asking " + node.name(), e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
