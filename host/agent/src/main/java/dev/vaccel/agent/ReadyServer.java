package dev.vaccel.agent;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Readiness and counters over HTTP: {@code /ready} answers 200 while calls are taken and 503 while
 * the agent drains; {@code /metrics} answers the counters as Prometheus text.
 */
final class ReadyServer implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  ReadyServer(InetSocketAddress address, BooleanSupplier ready, Supplier<AgentStatus> status) {
    try {
      this.server = HttpServer.create(address, 0);
    } catch (IOException e) {
      threads.close();
      throw new ConfigException(
          ErrorCode.INVALID_CONFIG, "readiness address " + address + ": " + e.getMessage(), e);
    }
    server.setExecutor(threads);
    server.createContext(
        "/ready",
        exchange ->
            answer(
                exchange,
                ready.getAsBoolean() ? 200 : 503,
                ready.getAsBoolean() ? "ready\n" : "draining\n"));
    server.createContext("/metrics", exchange -> answer(exchange, 200, metrics(status.get())));
    server.start();
  }

  InetSocketAddress address() {
    return server.getAddress();
  }

  private static String metrics(AgentStatus status) {
    return """
    # TYPE vaccel_connections gauge
    vaccel_connections %d
    # TYPE vaccel_sessions gauge
    vaccel_sessions %d
    # TYPE vaccel_calls_total counter
    vaccel_calls_total %d
    # TYPE vaccel_call_errors_total counter
    vaccel_call_errors_total %d
    # TYPE vaccel_refused_total counter
    vaccel_refused_total %d
    # TYPE vaccel_bulk_bytes gauge
    vaccel_bulk_bytes %d
    # TYPE vaccel_store_bytes gauge
    vaccel_store_bytes %d
    """
        .formatted(
            status.connections(),
            status.sessions(),
            status.calls(),
            status.errors(),
            status.refused(),
            status.bulkBytes(),
            status.storeBytes());
  }

  private static void answer(HttpExchange exchange, int code, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
    exchange.sendResponseHeaders(code, bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
