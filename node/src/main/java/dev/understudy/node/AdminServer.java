package dev.understudy.node;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.understudy.sharding.MovingShard;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Supplier;

/// The node's HTTP door for operators and probes: `GET /health` (200 when entities can be reached, else 503 and why)
/// `GET /status`, and `GET /shards`: those that are on their way from one state to another. All JSON.
///
/// Open to whoever reaches the address; it only tells. One request at a time, on the thread of the JDK's server: both
/// answers are made of what the node knows already.
final class AdminServer implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpServer server;

    AdminServer(InetAddress address, int port, Supplier<NodeStatus> status, Supplier<List<MovingShard>> moving)
            throws IOException {
        server = HttpServer.create(new InetSocketAddress(address, port), 0);
        server.createContext("/health", exchange -> {
            var now = status.get();
            answer(
                    exchange,
                    now.isReady() ? HttpURLConnection.HTTP_OK : HttpURLConnection.HTTP_UNAVAILABLE,
                    now.health());
        });
        server.createContext("/status", exchange -> answer(exchange, HttpURLConnection.HTTP_OK, status.get()));
        server.createContext("/shards", exchange -> answer(exchange, HttpURLConnection.HTTP_OK, moving.get()));
        server.start();
    }

    /// The port it listens on: the free one that was found where 0 was asked for.
    int port() {
        return server.getAddress().getPort();
    }

    private static void answer(HttpExchange exchange, int code, Object body) throws IOException {
        try (exchange) {
            if (!exchange.getRequestMethod().equals("GET")) {
                exchange.sendResponseHeaders(HttpURLConnection.HTTP_BAD_METHOD, -1);
                return;
            }
            var json = JSON.writeValueAsBytes(body);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(code, json.length);
            exchange.getResponseBody().write(json);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
