package dev.vaccel.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.TransportException;
import dev.vaccel.wire.spi.Address;
import dev.vaccel.wire.spi.Link;
import dev.vaccel.wire.spi.Listener;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * What every transport does, whatever carries it. Extend it once for each kind of address; the
 * methods of {@link LinkFixture} say how to reach it. The parts: bytes ({@code LinkDataContract}),
 * ends ({@code LinkClosingContract}), and here addresses, listeners and identity.
 */
public abstract class LinkContract extends LinkClosingContract {
  /** For one kind of address. */
  protected LinkContract() {}

  @Test
  void reportsAnAddressThatCanBeConnectedTo() throws Exception {
    Address bound = listener().address();
    assertEquals(bound, Address.parse(bound.toString()), "the text form is an address");
    assertFalse(bound.location().endsWith(":0"), "the chosen port is reported");
    assertTrue(provider().schemes().contains(bound.scheme()));
    connect();
  }

  @Test
  void knowsWhoConnected() throws Exception {
    assertEquals(expectedClient(), connect().server().peer());
  }

  @Test
  void refusesAnAddressThatIsListenedOn() throws Exception {
    Address taken = listener().address();
    ConfigException refused =
        assertThrows(
            ConfigException.class, () -> provider().listen(taken, listenOptions()).close());
    assertTrue(refused.getMessage().contains("address in use"), refused::getMessage);
    assertTrue(refused.getMessage().contains(taken.toString()), refused::getMessage);
    connect(); // The first listener is none the worse for it.
  }

  @Test
  void listensAgainAfterClose() throws Exception {
    Address address = listener().address();
    connect();
    listener().close();
    Listener again = closeLater(provider().listen(address, listenOptions()));
    assertEquals(address, again.address());
    connect(again);
  }

  @Test
  void saysHowToReachAnAgentWhereNobodyListens() throws Exception {
    Listener gone = provider().listen(freeAddress(), listenOptions());
    Address nobody = gone.address();
    gone.close();
    TransportException unreachable =
        assertThrows(TransportException.class, () -> provider().connect(nobody, connectOptions()));
    assertEquals(ErrorCode.UNREACHABLE, unreachable.code());
    String message = unreachable.getMessage();
    assertTrue(message.contains("cannot reach " + nobody), message);
    assertTrue(message.contains("vaccel agent --listen " + agentAddress(nobody)), message);
    assertTrue(message.matches(".* after \\d+\\.\\d m?s\\b.*"), message);
  }

  @Test
  void givesUpOnAPeerThatDoesNotAnswer() throws Exception {
    Address stalled = stalledAddress();
    // Not a matter of the machine: no switch turns this into a failure.
    Assumptions.assumeTrue(stalled != null, "no unresponsive peer can be made for this carrier");
    Duration limit = Duration.ofMillis(300);
    TransportException unreachable =
        assertThrows(
            TransportException.class,
            () ->
                provider()
                    .connect(
                        Objects.requireNonNull(stalled),
                        connectOptions().withConnectTimeout(limit)));
    assertEquals(ErrorCode.UNREACHABLE, unreachable.code());
    assertTrue(
        unreachable.getMessage().matches(".*\\d+(\\.\\d)? m?s\\b.*"), unreachable::getMessage);
  }

  @Test
  void failsABlockedAcceptByClose() throws Exception {
    Work<Link> accepting = start(() -> listener().accept());
    BlockedThread.await(accepting.thread(), "accept");
    listener().close();
    assertListenerClosed(accepting);
  }

  @Test
  void failsAllBlockedAcceptsByClose() throws Exception {
    Work<Link> first = start(() -> listener().accept());
    Work<Link> second = start(() -> listener().accept());
    BlockedThread.await(first.thread(), "accept");
    BlockedThread.await(second.thread(), "accept");
    listener().close();
    assertListenerClosed(first);
    assertListenerClosed(second);
  }

  private void assertListenerClosed(Work<Link> accepting) {
    TransportException closed =
        assertThrows(TransportException.class, () -> Deadline.get("the accept fails", accepting));
    assertTrue(
        closed.getMessage().contains(listener().address() + " is closed"), closed::getMessage);
  }

  @Test
  void refusesToAcceptAfterClose() {
    listener().close();
    listener().close();
    assertThrows(TransportException.class, () -> listener().accept());
    assertNotNull(listener().address());
  }

  @Test
  void keepsLinksWhenTheListenerCloses() throws Exception {
    Pair pair = connect();
    listener().close();
    write(pair.client(), bytes((byte) 1, (byte) 2));
    readFully(pair.server(), memory().allocate(2));
  }

  @Test
  void acceptsAfterAClientThatLeftAtOnce() throws Exception {
    RawPair hasty = connectRaw();
    hasty.peer().vanish();
    connect();
  }
}
