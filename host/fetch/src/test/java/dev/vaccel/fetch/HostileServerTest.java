package dev.vaccel.fetch;

import static dev.vaccel.fetch.FetchFixture.SHORT;
import static dev.vaccel.fetch.FetchFixture.assertFails;
import static dev.vaccel.fetch.FetchFixture.atMost;
import static dev.vaccel.fetch.FetchFixture.downloader;
import static dev.vaccel.fetch.FetchFixture.names;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.VaccelException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Servers that do not keep to HTTP or TLS: each ends with one line and without a file. */
@Timeout(120)
class HostileServerTest {
  private static final String OK = "HTTP/1.1 200 OK\r\n";

  @TempDir Path folder;

  private void fails(ErrorCode code, RawHttps server, String... parts) throws IOException {
    try (server;
        Downloader downloader = downloader(SHORT)) {
      assertFails(
          code,
          () ->
              downloader.fetch(
                  atMost(server.address(), 1000), folder.resolve("file"), Progress.NONE),
          parts);
    }
    assertEquals(List.of(), names(folder));
  }

  /** As one thing or the other: what it counts for is up to the HTTP client. */
  private void refuses(RawHttps server) throws IOException {
    try (server;
        Downloader downloader = downloader(SHORT)) {
      RemoteFile wanted = atMost(server.address(), 1000);
      VaccelException failure =
          assertThrows(
              VaccelException.class,
              () -> downloader.fetch(wanted, folder.resolve("file"), Progress.NONE));
      boolean corrupt = failure.code() == ErrorCode.CORRUPT;
      assertFails(
          corrupt ? ErrorCode.CORRUPT : ErrorCode.UNREACHABLE,
          () -> {
            throw failure;
          },
          server.address());
    }
    assertEquals(List.of(), names(folder));
  }

  @Test
  void whatIsNoAnswerIsNoFile() throws IOException {
    for (String answer :
        List.of(
            "",
            "\r\n\r\n",
            "SSH-2.0-OpenSSH\r\n\r\n",
            "HTTP/1.1 abc OK\r\n\r\n",
            "HTTP/1.1 200",
            OK,
            OK + "Content-Length: 5\r\n",
            OK + "no header at all\r\n\r\n",
            OK + "A: b\u0000c\u001b[31m\r\n\r\n")) {
      refuses(RawHttps.ending(answer));
    }
  }

  @Test
  void lengthsThatAreNoneOrContradictAreNotBelieved() throws IOException {
    for (String lengths :
        List.of(
            "Content-Length: x\r\n",
            "Content-Length: -2\r\n",
            "Content-Length: 99999999999999999999\r\n",
            "Content-Length: 5\r\nContent-Length: 3\r\n",
            "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n")) {
      refuses(RawHttps.ending(OK + lengths + "\r\nabcde"));
    }
  }

  @Test
  void bodiesThatEndEarlyAreNotWhole() throws IOException {
    fails(
        ErrorCode.UNREACHABLE,
        RawHttps.ending(OK + "Content-Length: 10\r\n\r\nabcde"),
        "it broke off after 5 bytes");
    fails(
        ErrorCode.UNREACHABLE,
        RawHttps.ending(OK + "Transfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n"),
        "it broke off after 5 bytes");
    fails(
        ErrorCode.UNREACHABLE,
        RawHttps.ending(OK + "Transfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\nxyz\r\n"),
        "it broke off after");
    // Nobody can tell where this should have ended, but its hash.
    fails(ErrorCode.CORRUPT, RawHttps.ending(OK + "\r\nabcde"), "SHA-256");
    // What follows the body is none of it.
    fails(
        ErrorCode.CORRUPT,
        RawHttps.ending(OK + "Content-Length: 5\r\n\r\nabcde" + "x".repeat(2000)),
        Sha256.of("abcde".getBytes(StandardCharsets.UTF_8)).hex());
  }

  @Test
  void silenceAtAnyMomentIsGivenUp() throws IOException {
    for (String begin : List.of("", OK + "Content-Length: 10\r\n")) {
      fails(ErrorCode.UNREACHABLE, RawHttps.holding(begin), "no answer for 8 s");
    }
    for (String begin :
        List.of("Content-Length: 10\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n")) {
      fails(
          ErrorCode.UNREACHABLE,
          RawHttps.holding(OK + begin),
          "nothing came for 2 s after 0 bytes");
    }
    fails(ErrorCode.UNREACHABLE, RawHttps.holding("HTTP/1.1 404 \r\n\r\n"), "404 (not found)");
  }

  @Test
  void whatDoesNotSpeakTlsIsNoServer() throws IOException {
    fails(ErrorCode.TLS_FAILED, RawHttps.plain(OK + "\r\nabcde", true), "cannot fetch");
    fails(ErrorCode.UNREACHABLE, RawHttps.plain("", true), "s");
  }

  @Test
  void headersWithoutEndAreGivenUp() throws IOException {
    fails(ErrorCode.UNREACHABLE, RawHttps.ending(OK + "A: b\r\n".repeat(200_000)), "cannot fetch");
    fails(ErrorCode.UNREACHABLE, RawHttps.ending(OK + "A: " + "b".repeat(2_000_000)), "cannot");
  }

  @Test
  void whatAServerSaysIsShownInOneShortLine() throws IOException {
    fails(
        ErrorCode.UNREACHABLE,
        RawHttps.ending("HTTP/1.1 302 \r\nLocation: ftp://a/" + "x".repeat(9000) + "\r\n\r\n"),
        "it redirects to ftp://a/xxx",
        "..., which is no https address");
    fails(
        ErrorCode.UNREACHABLE,
        RawHttps.ending("HTTP/1.1 302 \r\nLocation: ftp://a/\u00ff?token=secret\r\n\r\n"),
        "it redirects to ");
  }
}
