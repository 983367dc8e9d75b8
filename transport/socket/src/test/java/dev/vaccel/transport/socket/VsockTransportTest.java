package dev.vaccel.transport.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.TransportException;
import dev.vaccel.posix.Endpoint;
import dev.vaccel.posix.ListeningSocket;
import dev.vaccel.posix.SystemCallException;
import dev.vaccel.testing.Background;
import dev.vaccel.testing.BlockedThread;
import dev.vaccel.testing.Prerequisites;
import dev.vaccel.wire.spi.Address;
import dev.vaccel.wire.spi.LinkOptions;
import dev.vaccel.wire.spi.Listener;
import org.junit.jupiter.api.Test;

/** The kernel's vsock, as far as a machine without guests has it. */
class VsockTransportTest {
  private final SocketTransportProvider provider = new SocketTransportProvider();

  private static void requireVsock() {
    String why = "";
    try {
      ListeningSocket.bind(new Endpoint.Vsock(Endpoint.Vsock.ANY_CID, Endpoint.Vsock.ANY_PORT))
          .close();
    } catch (SystemCallException e) {
      why = e.toString();
    }
    Prerequisites.require(why.isEmpty(), "no vsock (" + why + "); modprobe vsock");
  }

  private Listener listen(String address) {
    return provider.listen(Address.parse(address), LinkOptions.DEFAULT);
  }

  @Test
  void listensAndTellsItsPort() {
    requireVsock();
    Listener listener = listen("vsock://any:4294967295");
    try {
      Address bound = listener.address();
      assertEquals(bound, Address.parse(bound.toString()));
      assertTrue(bound.toString().matches("vsock://any:\\d+"), bound::toString);
      String refusal =
          assertThrows(ConfigException.class, () -> listen(bound.toString())).toString();
      assertTrue(refusal.contains("address in use"), refusal);
      Background<TransportException> accepting =
          Background.start(() -> assertThrows(TransportException.class, listener::accept));
      BlockedThread.await(accepting.thread(), "accept");
      listener.close();
      assertTrue(accepting.await().toString().contains("is closed"));
    } finally {
      listener.close();
    }
  }

  @Test
  void saysHowToReachAnAgent() {
    requireVsock();
    // This machine itself (VMADDR_CID_LOCAL): a test does not leave it.
    TransportException failure =
        assertThrows(
            TransportException.class,
            () -> provider.connect(Address.parse("vsock://1:4000000000"), LinkOptions.DEFAULT));
    assertEquals(ErrorCode.UNREACHABLE, failure.code());
    assertTrue(failure.toString().contains("cannot reach vsock://1:4000000000"), failure::toString);
  }

  @Test
  void connectsToOneMachineOnly() {
    String refusal =
        assertThrows(
                ConfigException.class,
                () -> provider.connect(Address.parse("vsock://any:2048"), LinkOptions.DEFAULT))
            .toString();
    assertTrue(refusal.contains("vsock://any:2048"), refusal);
    assertTrue(refusal.contains("a listener's alone"), refusal);
  }

  @Test
  void listensAtItsOwnCidOnly() {
    requireVsock();
    // No machine has it: it is the largest that could be given to one.
    String refusal =
        assertThrows(ConfigException.class, () -> listen("vsock://4294967294:2048").close())
            .toString();
    assertTrue(refusal.contains("EADDRNOTAVAIL"), refusal);
    assertTrue(refusal.contains("use 'any'"), refusal);
  }

  @Test
  void refusesAddressesThatAreNone() {
    for (String wrong :
        new String[] {
          "vsock://x:1",
          "vsock://2",
          "vsock://2:",
          "vsock://:5",
          "vsock://2:4294967296",
          "vsock://-1:5",
          "vsock://4294967296:5",
          "vsock://2:1:1",
          "vsock://+2:1",
          "vsock://2:+1",
          "vsock://2:\u0661",
          "vsock://2:99999999999999999999"
        }) {
      String refusal = assertThrows(ConfigException.class, () -> listen(wrong).close()).toString();
      assertTrue(refusal.contains("expected vsock://cid:port"), wrong);
    }
  }
}
