package dev.vaccel.fetch;

import static dev.vaccel.fetch.FetchFixture.CONTENT;
import static dev.vaccel.fetch.FetchFixture.LONG;
import static dev.vaccel.fetch.FetchFixture.SHORT;
import static dev.vaccel.fetch.FetchFixture.assertFails;
import static dev.vaccel.fetch.FetchFixture.atMost;
import static dev.vaccel.fetch.FetchFixture.downloader;
import static dev.vaccel.fetch.FetchFixture.exactly;
import static dev.vaccel.fetch.FetchFixture.names;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.testing.Deadline;
import dev.vaccel.testing.HttpsFiles;
import dev.vaccel.testing.TlsFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files from an HTTPS server on this machine. */
@Timeout(120)
class DownloaderTest {
  private static final long LIMIT = 1 << 20;

  @TempDir Path folder;
  private Path target;
  private HttpsFiles server;
  private Downloader downloader;

  @BeforeEach
  void start() throws IOException {
    target = folder.resolve("file");
    server = new HttpsFiles();
    server.serve("/file", CONTENT);
    downloader = downloader(LONG);
  }

  @AfterEach
  void stop() {
    downloader.close();
    server.close();
  }

  private void fetch(RemoteFile wanted) throws IOException {
    downloader.fetch(wanted, target, Progress.NONE);
  }

  private RemoteFile exact(String path) {
    return exactly(server.address(path));
  }

  private RemoteFile limited(String path) {
    return atMost(server.address(path), LIMIT);
  }

  private void assertNothing() throws IOException {
    assertEquals(List.of(), names(folder));
  }

  private void assertWhole() throws IOException {
    assertEquals(List.of("file"), names(folder));
    assertArrayEquals(CONTENT, Files.readAllBytes(target));
    Files.delete(target);
  }

  @Test
  void aFileIsFetchedAndHeard() throws IOException {
    List<Long> heard = new ArrayList<>();
    downloader.fetch(
        limited("/file"),
        target,
        (done, total) -> {
          assertEquals(CONTENT.length, total);
          heard.add(done);
        });
    assertEquals(CONTENT.length, heard.getLast());
    assertEquals(heard.stream().sorted().distinct().toList(), heard);
    assertWhole();
    fetch(exact("/file"));
    assertWhole();
  }

  @Test
  void whatIsThereIsReplacedByWhatIsRightOnly() throws IOException {
    Files.writeString(target, "before");
    server.serve("/other", Arrays.copyOf(CONTENT, CONTENT.length + 1));
    assertFails(ErrorCode.CORRUPT, () -> fetch(exact("/other")));
    assertEquals("before", Files.readString(target));
    assertEquals(List.of("file"), names(folder));
    fetch(exact("/file"));
    assertWhole();
  }

  @Test
  void nothingIsSeenBeforeItIsWhole() throws IOException {
    downloader.fetch(
        exact("/file"), target, (_, _) -> assertTrue(Files.notExists(target), "half a file"));
    assertWhole();
  }

  @Test
  void aLengthNeedsNotBeSaid() throws IOException {
    server.announce("/no-length", 0, CONTENT);
    AtomicReference<Long> totals = new AtomicReference<>();
    downloader.fetch(limited("/no-length"), target, (_, total) -> totals.set(total));
    assertEquals(0, totals.get());
    assertWhole();
    downloader.fetch(exact("/no-length"), target, (_, total) -> totals.set(total));
    assertEquals(CONTENT.length, totals.get());
    assertWhole();
  }

  @Test
  void otherBytesAreRefusedWithBothHashes() throws IOException {
    byte[] other = CONTENT.clone();
    other[other.length / 2] ^= 1;
    server.serve("/other", other);
    for (RemoteFile wanted : List.of(exact("/other"), limited("/other"))) {
      assertFails(
          ErrorCode.CORRUPT,
          () -> fetch(wanted),
          server.address("/other"),
          "its SHA-256 is " + Sha256.of(other) + ", expected " + Sha256.of(CONTENT));
    }
    assertNothing();
  }

  @Test
  void anotherSizeIsRefused() throws IOException {
    server.serve("/short", Arrays.copyOf(CONTENT, CONTENT.length - 1));
    server.serve("/long", Arrays.copyOf(CONTENT, CONTENT.length + 1));
    server.announce("/short-unsaid", 0, Arrays.copyOf(CONTENT, CONTENT.length - 1));
    server.announce("/long-unsaid", 0, Arrays.copyOf(CONTENT, CONTENT.length + 1));
    server.serve("/none", new byte[0]);
    for (String path : List.of("/short", "/short-unsaid")) {
      assertFails(
          ErrorCode.CORRUPT,
          () -> fetch(exact(path)),
          "has " + (CONTENT.length - 1) + " bytes, expected " + CONTENT.length);
    }
    for (String path : List.of("/long", "/long-unsaid")) {
      assertFails(
          ErrorCode.CORRUPT,
          () -> fetch(exact(path)),
          "has more than " + CONTENT.length + " bytes");
    }
    assertFails(ErrorCode.CORRUPT, () -> fetch(exact("/none")), "has 0 bytes");
    assertFails(ErrorCode.CORRUPT, () -> fetch(limited("/none")), "SHA-256");
    assertNothing();
  }

  @Test
  void nothingIsFetchedBeyondTheLimit() throws IOException {
    server.serveMuch("/endless");
    server.announce("/huge", LIMIT + 1, CONTENT);
    assertFails(
        ErrorCode.EXHAUSTED, () -> fetch(limited("/endless")), "more than " + LIMIT + " bytes");
    assertFails(
        ErrorCode.EXHAUSTED, () -> fetch(limited("/huge")), "more than " + LIMIT + " bytes");
    assertFails(ErrorCode.CORRUPT, () -> fetch(exact("/endless")), "more than " + CONTENT.length);
    assertNothing();
  }

  @Test
  void aDiskWithoutRoomIsSaidAtOnce() throws IOException {
    long more = Files.getFileStore(folder).getUsableSpace() * 2 + 1;
    server.announce("/huge", more, CONTENT);
    assertFails(
        ErrorCode.STORE_FULL,
        () -> fetch(atMost(server.address("/huge"), Long.MAX_VALUE)),
        "it has " + more + " bytes, its disk has room for ");
    assertNothing();
  }

  @Test
  void aDirectoryThatIsNotThereIsNotMade() {
    assertThrows(
        NoSuchFileException.class,
        () -> downloader.fetch(exact("/file"), folder.resolve("none/file"), Progress.NONE));
  }

  @Test
  void redirectionsAreFollowedWithinHttps() throws IOException {
    for (int status : List.of(301, 302, 303, 307, 308)) {
      server.redirect("/moved", status, "/file");
      fetch(exact("/moved"));
      assertWhole();
    }
    server.redirect("/far", server.address("/moved?token=secret#part"));
    fetch(exact("/far#sha256=abc"));
    assertWhole();
  }

  @Test
  void fiveRedirectionsAreFollowedAndNotSix() throws IOException {
    for (int i = 1; i <= 5; i++) {
      server.redirect("/" + i, i == 1 ? "/file" : "/" + (i - 1));
    }
    fetch(exact("/5"));
    assertWhole();
    server.redirect("/6", "/5");
    assertFails(ErrorCode.UNREACHABLE, () -> fetch(exact("/6")), "more than 5 redirections");
    server.redirect("/loop", "/loop");
    assertFails(
        ErrorCode.UNREACHABLE,
        () -> fetch(exact("/loop")),
        "cannot fetch " + server.address("/loop") + " (redirected to ",
        "more than 5 redirections");
    assertNothing();
  }

  @Test
  void redirectionsElsewhereAreNotFollowed() throws IOException {
    for (String to :
        List.of(
            "http://127.0.0.1:1/plain",
            "file:///etc/passwd",
            "https:///nobody",
            "mailto:someone",
            "jar:https://localhost/a!/b",
            "https://localhost:x/",
            "a b")) {
      server.redirect("/away", to);
      assertFails(
          ErrorCode.UNREACHABLE,
          () -> fetch(exact("/away")),
          "it redirects to " + to + ", which is no https address");
    }
    server.redirect("/away", "https://user:secret@localhost/a?token=secret");
    assertFails(
        ErrorCode.UNREACHABLE, () -> fetch(exact("/away")), "redirects to https://localhost/a?...");
    server.answer("/nowhere", 302);
    assertFails(ErrorCode.UNREACHABLE, () -> fetch(exact("/nowhere")), "the server answers 302");
    assertNothing();
  }

  @Test
  void statusesAreTold() throws IOException {
    assertFails(
        ErrorCode.UNREACHABLE,
        () -> fetch(exact("/gone?token=secret")),
        "cannot fetch " + server.address("/gone?...") + ": the server answers 404 (not found)");
    for (int status : List.of(204, 206, 304, 400, 401, 403, 407, 410, 500, 503, 599)) {
      server.answer("/status", status);
      assertFails(ErrorCode.UNREACHABLE, () -> fetch(exact("/status")), "answers " + status);
    }
    assertNothing();
  }

  @Test
  void aConnectionThatIsCutIsNoWholeFile() throws IOException {
    server.announce("/cut", CONTENT.length, Arrays.copyOf(CONTENT, 1000));
    server.announce("/cut-later", LIMIT, CONTENT);
    assertFails(ErrorCode.UNREACHABLE, () -> fetch(exact("/cut")), "/cut: it broke off after ");
    assertFails(
        ErrorCode.UNREACHABLE, () -> fetch(limited("/cut-later")), "it broke off after ", " bytes");
    assertNothing();
  }

  @Test
  void aServerThatSaysNoMoreIsGivenUp() throws IOException {
    server.stall("/stall", CONTENT.length, Arrays.copyOf(CONTENT, 1000));
    server.stall("/stall-unsaid", 0, Arrays.copyOf(CONTENT, 1000));
    server.beSilent("/silent");
    try (Downloader hasty = downloader(SHORT)) {
      for (String path : List.of("/stall", "/stall-unsaid")) {
        assertFails(
            ErrorCode.UNREACHABLE,
            () -> hasty.fetch(limited(path), target, Progress.NONE),
            "nothing came for 2 s after 1000 bytes");
      }
      assertFails(
          ErrorCode.UNREACHABLE,
          () -> hasty.fetch(exact("/silent"), target, Progress.NONE),
          "no answer for 8 s");
    }
    assertNothing();
  }

  /** Fetches in a thread that somebody ends, and says how it failed and whether it noticed. */
  private String ended(Downloader with, String path, Progress progress, Consumer<Thread> end)
      throws InterruptedException {
    CompletableFuture<String> result = new CompletableFuture<>();
    Thread fetching =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    with.fetch(exact(path), target, progress);
                    result.complete("done");
                  } catch (IOException | RuntimeException e) {
                    result.complete(e.getMessage() + " " + Thread.currentThread().isInterrupted());
                  }
                });
    if (path.equals("/silent")) {
      Deadline.await("asked", () -> server.requests().contains(path));
      end.accept(fetching);
    }
    fetching.join();
    return Deadline.get("fetching", result);
  }

  @Test
  void anInterruptionEndsIt() throws Exception {
    server.stall("/stall", CONTENT.length, Arrays.copyOf(CONTENT, 1000));
    server.beSilent("/silent");
    for (String path : List.of("/stall", "/silent", "/file")) {
      String failure =
          ended(downloader, path, (_, _) -> Thread.currentThread().interrupt(), Thread::interrupt);
      assertEquals(server.address(path) + ": interrupted true", failure);
      assertNothing();
    }
    fetch(exact("/file"));
    assertWhole();
  }

  @Test
  void whatHearsTheProgressMayEndIt() throws IOException {
    IllegalStateException enough = new IllegalStateException("enough");
    assertEquals(
        enough,
        assertThrows(
            IllegalStateException.class,
            () ->
                downloader.fetch(
                    exact("/file"),
                    target,
                    (_, _) -> {
                      throw enough;
                    })));
    assertNothing();
  }

  @Test
  void closingEndsWhatIsGoingOn() throws Exception {
    server.stall("/stall", CONTENT.length, Arrays.copyOf(CONTENT, 1000));
    server.beSilent("/silent");
    for (String path : List.of("/stall", "/silent")) {
      Downloader closing = downloader(LONG);
      String failure = ended(closing, path, (_, _) -> closing.close(), _ -> closing.close());
      assertEquals(server.address(path) + ": interrupted false", failure);
      assertNothing();
      assertThrows(IOException.class, () -> closing.fetch(exact("/file"), target, Progress.NONE));
    }
  }

  @Test
  void aServerThatNobodyVouchesForIsNotAsked() throws IOException {
    try (Downloader usual = new Downloader(Authorities.jdk(), LONG);
        Downloader other = new Downloader(Authorities.of(TlsFiles.file("stranger.crt")), LONG)) {
      for (Downloader strict : List.of(usual, other)) {
        assertFails(
            ErrorCode.TLS_FAILED,
            () -> strict.fetch(exact("/file?token=secret"), target, Progress.NONE),
            "cannot fetch " + server.address("/file?..."),
            "cert");
      }
    }
    assertEquals(List.of(), server.requests());
    assertNothing();
  }

  @Test
  void aCertificateOfAnotherNameIsNoneForThisHost() throws IOException {
    try (HttpsFiles guest = new HttpsFiles("guest")) {
      guest.serve("/file", CONTENT);
      assertFails(ErrorCode.TLS_FAILED, () -> fetch(exactly(guest.address("/file"))), "localhost");
      assertEquals(List.of(), guest.requests());
    }
  }

  @Test
  void hostsThatAreNotKnownOrDoNotAnswerAreNamed() {
    assertFails(
        ErrorCode.UNREACHABLE,
        () -> fetch(exactly("https://vaccel.invalid/a?token=secret")),
        "cannot fetch https://vaccel.invalid/a?...: host vaccel.invalid is not known");
    String address = server.address("/file");
    server.close();
    assertFails(
        ErrorCode.UNREACHABLE,
        () -> fetch(exactly(address)),
        "no connection to host localhost:",
        "refused");
  }

  @Test
  void severalAtOnceAreFetched() throws Exception {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Path each = folder.resolve("file-" + i);
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      downloader.fetch(exact("/file"), each, Progress.NONE);
                    } catch (IOException e) {
                      throw new UncheckedIOException(e);
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(List.of("file-0", "file-1", "file-2", "file-3"), names(folder));
    for (int i = 0; i < 4; i++) {
      assertArrayEquals(CONTENT, Files.readAllBytes(folder.resolve("file-" + i)));
    }
  }
}
