package dev.vaccel.transport.socket;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.TransportException;
import dev.vaccel.posix.ListeningSocket;
import dev.vaccel.posix.StreamSocket;
import dev.vaccel.testing.Background;
import dev.vaccel.testing.Deadline;
import dev.vaccel.wire.spi.Address;
import dev.vaccel.wire.spi.Link;
import dev.vaccel.wire.spi.LinkOptions;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the connecting side makes of agents that take no rings, or never heard of them. */
class RingClientTest {
  private static final LinkOptions PATIENT = LinkOptions.DEFAULT.withConnectTimeout(Deadline.LIMIT);
  private static final int OFFER_BYTES = 16;
  private static final byte[] REFUSED = {'V', 'R', 'N', 'G', 1, 0, 1, 0};

  @TempDir Path directory;
  private final SocketTransportProvider provider = new SocketTransportProvider();
  private final Arena arena = Arena.ofAuto();
  private String path;
  private ListeningSocket agent;

  @BeforeEach
  void start() throws Exception {
    path = directory.resolve("agent.sock").toString();
    agent = ListeningSocket.open(UnixLocation.parse(address("unix")));
  }

  @AfterEach
  void stop() {
    agent.close();
  }

  private Address address(String scheme) {
    return Address.parse(scheme + "://" + path);
  }

  /** Takes an offer from the next connection and answers so; nothing: leaves. */
  private StreamSocket answer(byte[] said) throws Exception {
    StreamSocket socket = agent.accept();
    MemorySegment offer = arena.allocate(OFFER_BYTES);
    assertEquals(OFFER_BYTES, socket.reader().read(offer));
    if (said.length == 0) {
      socket.close();
    } else {
      MemorySegment bytes = arena.allocateFrom(JAVA_BYTE, said);
      socket.writer().write(new MemorySegment[] {bytes}, 1);
    }
    return socket;
  }

  private void goesOn(Link link, StreamSocket socket) throws Exception {
    MemorySegment hello = arena.allocateFrom("hello");
    link.write(new MemorySegment[] {hello}, 1);
    MemorySegment got = arena.allocate(20);
    assertEquals(6, socket.reader().read(got));
    assertEquals("hello", got.getString(0));
    link.close();
    socket.close();
  }

  @Test
  void whereRingsAreRefusedTheSocketIsUsed() throws Exception {
    Background<StreamSocket> accepted = Background.start(() -> answer(REFUSED));
    goesOn(provider.connect(address("unix"), PATIENT), accepted.await());
  }

  /** Agents that know nothing of rings leave, or say that they did not understand. */
  @Test
  void anAgentThatDoesNotKnowRingsIsConnectedToAgain() throws Exception {
    byte[] error = "an error frame, as of another protocol".getBytes(StandardCharsets.UTF_8);
    for (byte[] said : new byte[][] {{}, error, {1, 2}}) {
      Background<StreamSocket> accepted =
          Background.start(
              () -> {
                StreamSocket first = answer(said);
                first.close();
                return agent.accept();
              });
      goesOn(provider.connect(address("unix"), PATIENT), accepted.await());
    }
  }

  @Test
  void whoInsistsOnRingsIsToldThatThereAreNone() throws Exception {
    for (byte[] said : new byte[][] {{}, REFUSED}) {
      Background<StreamSocket> accepted = Background.start(() -> answer(said));
      TransportException none =
          assertThrows(
              TransportException.class, () -> provider.connect(address("shm+unix"), PATIENT));
      assertEquals(ErrorCode.UNREACHABLE, none.code());
      assertTrue(
          String.valueOf(none.getMessage()).contains("unix://" + path + " goes on"),
          none::getMessage);
      accepted.await().close();
    }
  }

  @Test
  void whoWantsNoRingsOffersNone() throws Exception {
    goesOn(provider.connect(address("unix"), PATIENT.withoutRings()), agent.accept());
  }

  @Test
  void anAgentThatDoesNotAnswerIsUnreachable() {
    LinkOptions hasty = LinkOptions.DEFAULT.withConnectTimeout(Duration.ofMillis(200));
    for (String scheme : new String[] {"unix", "shm+unix"}) {
      TransportException silent =
          assertThrows(TransportException.class, () -> provider.connect(address(scheme), hasty));
      assertEquals(ErrorCode.UNREACHABLE, silent.code());
      assertTrue(
          String.valueOf(silent.getMessage()).contains("answered nothing"), silent::getMessage);
    }
  }
}
