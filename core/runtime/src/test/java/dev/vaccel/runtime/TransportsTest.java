package dev.vaccel.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.TransportException;
import dev.vaccel.wire.spi.Address;
import dev.vaccel.wire.spi.LinkOptions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransportsTest {
  @Test
  void aSchemeThatNobodyServesIsAnErrorThatListsTheOthers() {
    Address address = Address.parse("carrier-pigeon://loft");
    for (Runnable use :
        List.<Runnable>of(
            () -> Transports.connect(address, LinkOptions.DEFAULT),
            () -> Transports.listen(address, LinkOptions.DEFAULT))) {
      ConfigException failure = assertThrows(ConfigException.class, use::run);
      assertEquals(ErrorCode.INVALID_CONFIG, failure.code());
      assertEquals(
          "address 'carrier-pigeon://loft': no transport for scheme 'carrier-pigeon', expected one"
              + " of hvsock, shm+unix, tcp, tls, unix, vsock",
          failure.getMessage());
    }
  }

  @Test
  void textThatIsNoAddressIsRefused() {
    for (String text : new String[] {"", "unix", ":", ":x", "tcp://", "/run/agent.sock"}) {
      ConfigException failure =
          assertThrows(ConfigException.class, () -> Vaccel.connect(text), text);
      assertTrue(failure.getMessage().contains("expected unix:///path"), failure.getMessage());
    }
  }

  @Test
  void anAddressWhereNobodyIsSaysWhatToDo() {
    TransportException failure =
        assertThrows(TransportException.class, () -> Vaccel.connect("unix:///nowhere/vaccel.sock"));
    assertEquals(ErrorCode.UNREACHABLE, failure.code());
    assertTrue(failure.getMessage().contains("vaccel agent --listen"), failure.getMessage());
  }

  @Test
  void optionsCopyTheirListAndHideTheCredential() {
    List<String> names = new ArrayList<>(List.of("blas"));
    SessionOptions options = new SessionOptions(names);
    names.add("noop");
    assertEquals(List.of("blas"), options.backends());
    assertEquals(List.of(), SessionOptions.DEFAULT.backends());
    String text = new RemoteOptions(LinkOptions.DEFAULT, "swordfish").toString();
    assertTrue(!text.contains("swordfish"), text);
  }
}
