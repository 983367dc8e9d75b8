package dev.vaccel.transport.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.TransportException;
import dev.vaccel.testing.Deadline;
import dev.vaccel.testing.TlsFiles;
import dev.vaccel.wire.spi.Address;
import dev.vaccel.wire.spi.LinkOptions;
import dev.vaccel.wire.spi.Listener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TcpTransportTest {
  private static final LinkOptions PATIENT = LinkOptions.DEFAULT.withConnectTimeout(Deadline.LIMIT);

  private final SocketTransportProvider provider = new SocketTransportProvider();

  @ParameterizedTest
  @ValueSource(strings = {"tcp://0.0.0.0:0", "tcp://[::]:0"})
  void listensBeyondLoopbackOnlyWhenTold(String text) {
    Address address = Address.parse(text);
    ConfigException refused =
        assertThrows(ConfigException.class, () -> provider.listen(address, PATIENT).close());
    assertTrue(refused.getMessage().contains("--allow-remote"), refused::getMessage);
    assertTrue(refused.getMessage().contains(text), refused::getMessage);
  }

  @Test
  void listensEverywhereWhenTold() {
    Address everywhere = Address.parse("tcp://0.0.0.0:0");
    try (Listener listener = provider.listen(everywhere, PATIENT.withRemoteAllowed())) {
      int port = TcpLocation.parse(listener.address()).port();
      assertTrue(port > 0, "the chosen port is reported");
      Address near = Address.parse("tcp://127.0.0.1:" + port);
      provider.connect(near, PATIENT).close();
    }
  }

  @Test
  void encryptedListenersNeedNoPermissionForOtherMachines() {
    LinkOptions options = PATIENT.withTls(TlsFiles.file("agent.pem"), null, null);
    provider.listen(Address.parse("tls://0.0.0.0:0"), options).close();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "tcp://localhost, the port is missing",
        "tcp://:4747, the host is missing",
        "tcp://host:, port '' is not a number",
        "tcp://host:http, port 'http' is not a number",
        "tcp://host:65536, port '65536' is not a number",
        "tcp://host:-1, port '-1' is not a number",
        "tcp://::1:4747, goes into brackets",
        "tls://[::1], goes into brackets",
      })
  void saysWhatIsWrongWithTheAddress(String text, String complaint) {
    Address address = Address.parse(text);
    for (Runnable use :
        new Runnable[] {
          () -> provider.connect(address, PATIENT), () -> provider.listen(address, PATIENT)
        }) {
      ConfigException refused = assertThrows(ConfigException.class, use::run);
      assertTrue(refused.getMessage().contains(complaint), refused::getMessage);
      assertTrue(refused.getMessage().contains("://127.0.0.1:4747"), refused::getMessage);
    }
  }

  @Test
  void readsIpv6LocationsInBrackets() {
    TcpLocation location = TcpLocation.parse(Address.parse("tcp://[fe80::1%lo]:80"));
    assertEquals(new TcpLocation("fe80::1%lo", 80), location);
    assertEquals("[fe80::1%lo]:80", location.toString());
  }

  @Test
  void namesAHostThatIsNotKnown() {
    // RFC 6761: no resolver knows a name below "invalid".
    Address address = Address.parse("tcp://nowhere.invalid:4747");
    TransportException unreachable =
        assertThrows(TransportException.class, () -> provider.connect(address, PATIENT));
    assertEquals(ErrorCode.UNREACHABLE, unreachable.code());
    assertTrue(unreachable.getMessage().contains("'nowhere.invalid' is not known"));
    ConfigException refused =
        assertThrows(ConfigException.class, () -> provider.listen(address, PATIENT));
    assertTrue(refused.getMessage().contains("'nowhere.invalid' is not known"));
  }

  @Test
  void refusesAnAddressOfAnotherMachine() {
    // RFC 5737: documentation, assigned to no machine.
    Address address = Address.parse("tcp://192.0.2.1:0");
    LinkOptions options = PATIENT.withRemoteAllowed();
    ConfigException refused =
        assertThrows(ConfigException.class, () -> provider.listen(address, options));
    assertTrue(refused.getMessage().contains("not an address of this machine"));
  }
}
