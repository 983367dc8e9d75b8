package dev.vaccel.modelstore;

import static dev.vaccel.modelstore.StoreFixture.assertFails;
import static dev.vaccel.modelstore.StoreFixture.assertHolds;
import static dev.vaccel.modelstore.StoreFixture.bundle;
import static dev.vaccel.modelstore.StoreFixture.onnx;
import static dev.vaccel.modelstore.StoreFixture.zip;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.VaccelException;
import dev.vaccel.fetch.Progress;
import dev.vaccel.runtime.ContentHash;
import dev.vaccel.testing.HttpsFiles;
import dev.vaccel.testing.TlsFiles;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models from an HTTPS server on this machine; {@code host/fetch} tests what servers may do. */
class FetchedModelsTest {
  private static final Path AUTHORITY = TlsFiles.file("authority.crt");

  @TempDir Path folder;
  private ModelStore store;
  private HttpsFiles server;

  @BeforeEach
  void start() throws IOException {
    store = new ModelStore(folder.resolve("models"));
    server = new HttpsFiles();
    server.serve("/net.onnx", onnx('a'));
    server.announce("/no-length.onnx", 0, onnx('a'));
    server.announce("/cut", 1000, onnx('a'));
    server.serveMuch("/endless");
    server.redirect("/moved", "/net.onnx");
    server.redirect("/loop", "/loop");
    server.redirect("/plain", "http://127.0.0.1:1/net.onnx");
    server.redirect("/file", "file:///etc/passwd");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static String hash(byte[] content) {
    return HexFormat.of().formatHex(ContentHash.sha256().digest(content));
  }

  private StoreEntry add(String path, @Nullable String sha256) throws IOException {
    return store.add(
        new Addition(server.address(path), null, sha256, false, AUTHORITY, 1 << 20), Progress.NONE);
  }

  @Test
  void aModelIsFetchedAndNamed() throws IOException {
    List<String> heard = new ArrayList<>();
    StoreEntry entry =
        store.add(
            new Addition(
                server.address("/net.onnx#sha256=" + hash(onnx('a'))),
                null,
                null,
                false,
                AUTHORITY,
                100),
            (done, total) -> heard.add(done + " of " + total));
    assertEquals("net", entry.name().toString());
    assertEquals(List.of("7 of 7"), heard);
    assertArrayEquals(
        onnx('a'), Files.readAllBytes(store.find("net", _ -> true).orElseThrow().path()));
    assertTrue(entry.source().startsWith("https://localhost:"), entry.source());
    // The same again asks nobody.
    assertEquals(entry, add("/net.onnx", hash(onnx('a'))));
    assertEquals(List.of("/net.onnx"), server.requests());
    assertFails(
        ErrorCode.INVALID_ARGUMENT, () -> add("/net.onnx", "0".repeat(64)), "in the store already");
  }

  @Test
  void lengthNeedsNotBeSaidAndAZipIsABundle() throws IOException {
    assertEquals("no-length", add("/no-length.onnx", hash(onnx('a'))).name().toString());
    Path bundle = bundle(folder.resolve("b"), "");
    Path zip =
        zip(
            folder.resolve("b.zip"),
            Map.of(
                "net.onnx", Files.readAllBytes(bundle.resolve("net.onnx")),
                "labels.txt", Files.readAllBytes(bundle.resolve("labels.txt")),
                "vaccel-model.json", Files.readAllBytes(bundle.resolve("vaccel-model.json"))));
    server.serve("/b.zip", Files.readAllBytes(zip));
    StoreEntry entry = add("/b.zip", hash(Files.readAllBytes(zip)));
    assertEquals(ContentHash.manifest(bundle).id(), entry.manifest().id());
  }

  @Test
  void redirectionsAreFollowedWithinHttps() throws IOException {
    assertEquals("moved", add("/moved", hash(onnx('a'))).name().toString());
    String any = "0".repeat(64);
    assertFails(ErrorCode.UNREACHABLE, () -> add("/loop", any), "more than 5 redirections");
    assertFails(ErrorCode.UNREACHABLE, () -> add("/plain", any), "no https address");
    assertFails(ErrorCode.UNREACHABLE, () -> add("/file", any), "no https address");
    assertHolds(store, 1, 1);
  }

  @Test
  void nothingStaysOfWhatIsNotAsPromised() throws IOException {
    String wrong = "0".repeat(64);
    assertFails(ErrorCode.CORRUPT, () -> add("/net.onnx", wrong), hash(onnx('a')), wrong);
    assertFails(ErrorCode.UNREACHABLE, () -> add("/gone.onnx", wrong), "answers 404 (not found)");
    assertFails(
        ErrorCode.EXHAUSTED, () -> add("/endless", wrong), "more than 1048576 bytes (--max-bytes)");
    assertFails(ErrorCode.UNREACHABLE, () -> add("/cut", wrong), "/cut");
    assertHolds(store, 0, 0);
  }

  @Test
  void aServerThatNobodyVouchesForIsNotAsked() throws IOException {
    String any = "0".repeat(64);
    String url = server.address("/net.onnx");
    assertFails(
        ErrorCode.TLS_FAILED,
        () -> store.add(new Addition(url, null, any, false, null, 100), Progress.NONE),
        "--ca FILE");
    assertFails(
        ErrorCode.TLS_FAILED,
        () ->
            store.add(
                new Addition(url, null, any, false, TlsFiles.file("stranger.crt"), 100),
                Progress.NONE),
        "--ca FILE");
    assertEquals(List.of(), server.requests());
    Path none = Files.writeString(folder.resolve("none.pem"), "nothing");
    assertFails(
        ErrorCode.INVALID_CONFIG,
        () -> store.add(new Addition(url, null, any, false, none, 100), Progress.NONE),
        "no certificate");
  }

  @Test
  void anAddressIsHttpsWithAHash() {
    assertFails(ErrorCode.INVALID_CONFIG, () -> add("/net.onnx", null), "which SHA-256");
    assertFails(ErrorCode.INVALID_CONFIG, () -> add("/net.onnx", "12"), "64 hexadecimal digits");
    assertFails(
        ErrorCode.INVALID_CONFIG, () -> add("/net.onnx#sha256=1", null), "64 hexadecimal digits");
    assertFails(
        ErrorCode.INVALID_CONFIG,
        () -> add("/net.onnx#sha256=" + "1".repeat(64), "0".repeat(64)),
        "another SHA-256");
    for (String bad :
        List.of("http://localhost/a.onnx", "https:///a.onnx", "https://u:p@host/a", "https:a b")) {
      assertFails(
          ErrorCode.INVALID_CONFIG,
          () ->
              store.add(
                  new Addition(bad, ModelName.parse("a"), "0".repeat(64), false, null, 1),
                  Progress.NONE),
          bad.replace("u:p@", ""),
          "https://HOST/PATH");
    }
    assertFalse(Files.exists(store.directory().resolve("names/net.json")));
  }

  @Test
  void hostsThatAreNotKnownOrDoNotAnswerAreNamed() {
    Addition unknown =
        new Addition("https://vaccel.invalid/a.onnx", null, "0".repeat(64), false, null, 1);
    assertFails(
        ErrorCode.UNREACHABLE,
        () -> store.add(unknown, Progress.NONE),
        "host vaccel.invalid is not known");
    server.close();
    assertFails(ErrorCode.UNREACHABLE, () -> add("/a.onnx", "0".repeat(64)), "refused");
  }

  @Test
  void whatMayBeASecretIsNeitherKeptNorTold() throws IOException {
    String secret = "?token=secret";
    StoreEntry entry = add("/net.onnx" + secret, hash(onnx('a')));
    assertEquals(server.address("/net.onnx"), entry.source());
    server.serve("/text", "no model".getBytes(StandardCharsets.UTF_8));
    server.redirect("/cut-moved", server.address("/cut" + secret));
    String any = "0".repeat(64);
    for (String path : List.of("/gone", "/cut", "/cut-moved", "/endless", "/net.onnx", "/text")) {
      Addition addition =
          new Addition(
              server.address(path + secret), ModelName.parse("b"), any, false, AUTHORITY, 100);
      VaccelException failure =
          assertThrows(VaccelException.class, () -> store.add(addition, Progress.NONE));
      assertTrue(failure.getMessage().contains(server.address(path)), failure.getMessage());
      assertFalse(failure.getMessage().contains("secret"), failure.getMessage());
    }
    assertFails(ErrorCode.INVALID_CONFIG, () -> add("/" + secret, any), "say one with --name");
    assertHolds(store, 1, 1);
  }

  @Test
  void anInterruptionLeavesNothing() throws IOException {
    server.stall("/stall.onnx", 1000, onnx('a'));
    Addition addition =
        new Addition(server.address("/stall.onnx"), null, "0".repeat(64), false, AUTHORITY, 1000);
    assertThrows(
        InterruptedIOException.class,
        () -> store.add(addition, (_, _) -> Thread.currentThread().interrupt()));
    assertTrue(Thread.interrupted());
    assertHolds(store, 0, 0);
  }
}
