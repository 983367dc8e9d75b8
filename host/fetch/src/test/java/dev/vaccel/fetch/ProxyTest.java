package dev.vaccel.fetch;

import static dev.vaccel.fetch.FetchFixture.CONTENT;
import static dev.vaccel.fetch.FetchFixture.LONG;
import static dev.vaccel.fetch.FetchFixture.assertFails;
import static dev.vaccel.fetch.FetchFixture.downloader;
import static dev.vaccel.fetch.FetchFixture.exactly;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.testing.HttpsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Proxies, by the JDK's properties. */
@Timeout(120)
class ProxyTest {
  private static final String HOST = "https.proxyHost";
  private static final String PORT = "https.proxyPort";
  private static final String WITHOUT = "http.nonProxyHosts";

  @TempDir Path folder;
  private HttpsFiles server;

  @BeforeEach
  void start() throws IOException {
    server = new HttpsFiles();
    server.serve("/file", CONTENT);
    // Loopback goes without one by default.
    System.setProperty(WITHOUT, "");
  }

  @AfterEach
  void stop() {
    server.close();
    List.of(HOST, PORT, WITHOUT).forEach(System::clearProperty);
  }

  private void fetch(String address) throws IOException {
    try (Downloader downloader = downloader(LONG)) {
      downloader.fetch(exactly(address), folder.resolve("file"), Progress.NONE);
    }
  }

  private static void use(String host, int port) {
    System.setProperty(HOST, host);
    System.setProperty(PORT, String.valueOf(port));
  }

  @Test
  void aProxyIsAskedForTheWayAndSeesNothing() throws IOException {
    try (ConnectProxy proxy = new ConnectProxy("200 OK")) {
      use("localhost", proxy.port());
      String address = server.address("/file");
      fetch(address);
      assertArrayEquals(CONTENT, Files.readAllBytes(folder.resolve("file")));
      String host = address.replaceAll("https://|/file", "");
      assertEquals(List.of("CONNECT " + host + " HTTP/1.1"), proxy.asked());
    }
  }

  @Test
  void aProxyThatRefusesIsTold() throws IOException {
    try (ConnectProxy proxy = new ConnectProxy("403 Forbidden")) {
      use("localhost", proxy.port());
      assertFails(ErrorCode.UNREACHABLE, () -> fetch(server.address("/file")), "403");
    }
    try (ConnectProxy proxy = new ConnectProxy("407 No\r\nProxy-Authenticate: Basic realm=\"x\"")) {
      use("localhost", proxy.port());
      assertFails(
          ErrorCode.UNREACHABLE,
          () -> fetch(server.address("/file")),
          "407 (the proxy wants a password)");
    }
  }

  @Test
  void aProxyThatIsNotThereIsNamed() throws IOException {
    int port;
    try (ConnectProxy gone = new ConnectProxy("")) {
      port = gone.port();
    }
    use("localhost", port);
    assertFails(
        ErrorCode.UNREACHABLE,
        () -> fetch(server.address("/file")),
        "no connection to proxy localhost:" + port + ": refused");
    use("vaccel.invalid", 1);
    assertFails(
        ErrorCode.UNREACHABLE,
        () -> fetch(server.address("/file")),
        "proxy vaccel.invalid is not known");
  }
}
