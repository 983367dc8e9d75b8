package dev.vaccel.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.vaccel.testing.TlsFiles;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code vaccel backend}, against a repository on loopback that its JVM trusts. */
@Timeout(300)
class BackendCommandTest {
  @TempDir Path folder;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch end = new CountDownLatch(1);
  private HttpsServer server;
  private HttpHandler handler = exchange -> exchange.sendResponseHeaders(404, -1);

  @BeforeEach
  void serve() throws Exception {
    char[] password = TlsFiles.PASSWORD.toCharArray();
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(KeyStore.getInstance(TlsFiles.file("agent.p12").toFile(), password), password);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            handler.handle(exchange);
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    end.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  private VaccelProcess start(String... arguments) throws Exception {
    return VaccelProcess.start(
        List.of(
            "env",
            "XDG_DATA_HOME=" + folder,
            "VACCEL_MAVEN_REPOSITORY=https://localhost:" + server.getAddress().getPort() + "/m"),
        List.of(
            "-Duser.home=" + folder,
            "-Djavax.net.ssl.trustStore=" + TlsFiles.file("trust.p12"),
            "-Djavax.net.ssl.trustStorePassword=" + TlsFiles.PASSWORD),
        arguments);
  }

  @Test
  void whatIsNotInstalledSaysHowItIsAdded() throws Exception {
    VaccelProcess.Result ops =
        VaccelProcess.run(Map.of("XDG_DATA_HOME", folder.toString()), "ops", "--backend", "tflite");
    assertEquals(0, ops.exitCode(), ops.messages());
    assertTrue(
        ops.output()
            .contains(
                "unavailable: needs tflite 2.20.0, which is not installed: vaccel backend add"
                    + " tflite"),
        ops.output());
    VaccelProcess.Result list =
        VaccelProcess.run(Map.of("XDG_DATA_HOME", folder.toString()), "backend", "list");
    assertTrue(list.output().contains("not installed: vaccel backend add tflite"), list.output());
    VaccelProcess.Result removed =
        VaccelProcess.run(
            Map.of("XDG_DATA_HOME", folder.toString()), "backend", "remove", "tflite");
    assertEquals("vaccel: tflite is not installed\n", removed.messages());
    assertEquals(0, removed.exitCode());
  }

  @Test
  void mirrorWithoutTheFileFailsInOneLine() throws Exception {
    try (VaccelProcess add = start("backend", "add", "tflite")) {
      VaccelProcess.Result result = add.finish();
      assertEquals(1, result.exitCode(), result.messages());
      assertEquals(1, result.messages().lines().count(), result.messages());
      assertTrue(result.messages().contains("cannot fetch https://localhost"), result.messages());
      assertTrue(result.messages().contains("404"), result.messages());
    }
    assertEquals(List.of(".lock"), left());
  }

  @Test
  void interruptedAddLeavesNothing() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    handler =
        exchange -> {
          exchange.sendResponseHeaders(200, 4_240_583);
          exchange.getResponseBody().write(new byte[100_000]);
          exchange.getResponseBody().flush();
          begun.countDown();
          try {
            end.await();
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          }
        };
    try (VaccelProcess add = start("backend", "add", "tflite")) {
      assertTrue(begun.await(60, TimeUnit.SECONDS));
      add.terminate();
      assertEquals(143, add.finish().exitCode());
    }
    assertEquals(List.of(".lock"), left());
  }

  private List<String> left() throws Exception {
    try (Stream<Path> entries = Files.list(folder.resolve("vaccel/backends"))) {
      return entries.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }
}
