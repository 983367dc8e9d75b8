package dev.vaccel.transport.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.TransportException;
import dev.vaccel.testing.Deadline;
import dev.vaccel.testing.RawPeer;
import dev.vaccel.testing.TlsFiles;
import dev.vaccel.wire.spi.Address;
import dev.vaccel.wire.spi.Link;
import dev.vaccel.wire.spi.LinkOptions;
import dev.vaccel.wire.spi.Listener;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who gets through a TLS listener and to which one a client talks. */
final class TlsTrustTest {
  private static final LinkOptions PATIENT = LinkOptions.DEFAULT.withConnectTimeout(Deadline.LIMIT);
  private static final LinkOptions AGENT = PATIENT.withTls(TlsFiles.file("agent.pem"), null, null);
  private static final LinkOptions MUTUAL_AGENT =
      PATIENT.withTls(TlsFiles.file("agent.pem"), TlsFiles.file("authority.crt"), null);
  private static final LinkOptions TRUSTING =
      PATIENT.withTls(null, TlsFiles.file("authority.crt"), null);

  private final SocketTransportProvider provider = new SocketTransportProvider();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Arena arena = Arena.ofShared();

  @AfterEach
  void close() {
    threads.close();
    arena.close();
  }

  private Listener listen(LinkOptions options) {
    return provider.listen(Address.parse("tls://127.0.0.1:0"), options);
  }

  /** What becomes of the next link's first read: the number of bytes or the failure. */
  private Future<Long> firstRead(Listener listener) {
    return threads.submit(
        () -> {
          try (Link link = listener.accept()) {
            return link.read(arena.allocate(100));
          }
        });
  }

  private static TransportException failure(Future<Long> read) {
    return assertThrows(TransportException.class, () -> Deadline.get("read", read));
  }

  private TransportException refused(Address address, LinkOptions options) {
    return assertThrows(TransportException.class, () -> provider.connect(address, options).close());
  }

  private static void assertTlsFailed(TransportException failure, String mention) {
    assertEquals(ErrorCode.TLS_FAILED, failure.code(), failure.getMessage());
    assertTrue(failure.getMessage().contains(mention), failure::getMessage);
  }

  @Test
  void refusesAnAgentThatNobodyTrustedVouchesFor() {
    LinkOptions stranger = PATIENT.withTls(TlsFiles.file("stranger.pem"), null, null);
    try (Listener listener = listen(stranger)) {
      Future<Long> read = firstRead(listener);
      assertTlsFailed(refused(listener.address(), TRUSTING), listener.address().toString());
      assertTlsFailed(failure(read), "certificate_unknown");
    }
  }

  @Test
  void refusesAnAgentUnderAnotherName() {
    LinkOptions guest =
        PATIENT.withTls(TlsFiles.file("guest.pem"), null, null); // No address in it.
    try (Listener listener = listen(guest)) {
      Future<Long> read = firstRead(listener);
      assertTlsFailed(refused(listener.address(), TRUSTING), "No subject alternative names");
      assertEquals(ErrorCode.TLS_FAILED, failure(read).code());
    }
  }

  @Test
  void refusesAGuestWithoutACertificate() {
    try (Listener listener = listen(MUTUAL_AGENT)) {
      Future<Long> read = firstRead(listener);
      // In TLS 1.3 the client is done before the agent has looked: it learns by its first read.
      try (Link link = provider.connect(listener.address(), TRUSTING)) {
        assertTlsFailed(failure(read), "certificate");
        TransportException told =
            assertThrows(TransportException.class, () -> link.read(arena.allocate(1)));
        assertTlsFailed(told, "certificate_required");
      }
    }
  }

  @Test
  void refusesAGuestThatNobodyTrustedVouchesFor() {
    LinkOptions stranger =
        PATIENT.withTls(TlsFiles.file("stranger.pem"), TlsFiles.file("authority.crt"), null);
    try (Listener listener = listen(MUTUAL_AGENT)) {
      Future<Long> read = firstRead(listener);
      try (Link link = provider.connect(listener.address(), stranger)) {
        assertEquals(ErrorCode.TLS_FAILED, failure(read).code());
        assertThrows(TransportException.class, () -> link.read(arena.allocate(1)));
      }
    }
  }

  @Test
  void failsAPeerThatSpeaksSomethingElse() throws IOException {
    try (Listener listener = listen(AGENT)) {
      Future<Long> read = firstRead(listener);
      try (Socket plain = TcpPeer.connect(listener.address())) {
        plain.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        TransportException failure = failure(read);
        assertTlsFailed(failure, "127.0.0.1:" + plain.getLocalPort());
      }
    }
  }

  @Test
  void failsAPeerThatLeavesDuringTheHandshake() throws IOException {
    try (Listener listener = listen(AGENT)) {
      Future<Long> read = firstRead(listener);
      TcpPeer.connect(listener.address()).close();
      assertTlsFailed(failure(read), "the peer ended the connection");
    }
  }

  @Test
  void acceptsOthersWhileOnePeerSaysNothing() throws Exception {
    try (Listener listener = listen(AGENT)) {
      Future<Long> stalled;
      try (Socket silent = TcpPeer.connect(listener.address())) {
        Link first = listener.accept(); // Returns though not a word was said.
        stalled =
            threads.submit(
                () -> {
                  try (first) {
                    return first.read(arena.allocate(100));
                  }
                });
        Future<Long> served = firstRead(listener);
        try (Link link = provider.connect(listener.address(), TRUSTING)) {
          link.write(new MemorySegment[] {arena.allocate(3)}, 1);
          assertEquals(3, Deadline.get("the other is served", served));
        }
        assertTrue(silent.isConnected() && !stalled.isDone());
      }
      assertTlsFailed(failure(stalled), "the peer ended the connection");
    }
  }

  @Test
  void givesUpOnAPeerThatSaysNothing() throws Exception {
    try (Listener listener = listen(AGENT.withConnectTimeout(Duration.ofMillis(50)))) {
      Future<Long> stalled = firstRead(listener);
      try (Socket silent = TcpPeer.connect(listener.address())) {
        TransportException failure = failure(stalled);
        assertEquals(ErrorCode.UNREACHABLE, failure.code());
        assertTrue(failure.getMessage().contains("within 50 ms"), failure::getMessage);
        assertTrue(failure.getMessage().contains(":" + silent.getLocalPort() + " on "));
      }
    }
  }

  @Test
  void failsAgainAfterAFailedHandshake() throws IOException {
    try (Listener listener = listen(AGENT)) {
      Future<Link> accepting = threads.submit(listener::accept);
      TcpPeer.connect(listener.address()).close();
      try (Link link = Deadline.get("accept", accepting)) {
        MemorySegment part = arena.allocate(1);
        assertThrows(TransportException.class, link::peer);
        assertThrows(TransportException.class, () -> link.write(new MemorySegment[] {part}, 1));
        assertThrows(TransportException.class, () -> link.read(part));
        assertThrows(TransportException.class, () -> link.awaitReadable(0));
      }
    }
  }

  @Test
  void knowsTheAgentByItsCertificate() {
    try (Listener listener = listen(AGENT)) {
      Future<Long> read = firstRead(listener);
      try (Link link = provider.connect(listener.address(), TRUSTING)) {
        assertEquals("certificate:CN=agent", link.peer().toString());
      }
      assertEquals(-1, Deadline.get("read", read));
    }
  }

  @Test
  void saysGoodbyeToOtherTlsImplementations() throws IOException {
    try (Listener listener = listen(AGENT)) {
      Future<Void> serving =
          threads.submit(
              () -> {
                try (Link link = listener.accept()) {
                  link.write(new MemorySegment[] {arena.allocate(2)}, 1);
                }
                return null;
              });
      try (RawPeer peer = TlsPeer.connect(listener.address(), TRUSTING)) {
        byte[] received = new byte[10];
        assertEquals(2, peer.read(received));
        // The JDK's socket throws here if the stream ends without close_notify.
        assertEquals(-1, peer.read(received));
      }
      Deadline.get("served", serving);
    }
  }
}
