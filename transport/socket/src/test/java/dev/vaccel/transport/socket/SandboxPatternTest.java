package dev.vaccel.transport.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.wire.spi.Address;
import dev.vaccel.wire.spi.LinkOptions;
import java.util.List;
import org.junit.jupiter.api.Test;

class SandboxPatternTest {
  private static SandboxPattern parse(String text) {
    Address address = Address.parse(text);
    return SandboxPattern.parse(address, HybridTransport.Location.parse(address));
  }

  @Test
  void readsTheLayoutsOfKata() {
    assertEquals(
        new SandboxPattern("/run/vc/vm/", List.of("clh.sock"), 2048),
        parse("hvsock:///run/vc/vm/*/clh.sock"));
    SandboxPattern firecracker = parse("hvsock:///run/vc/firecracker/*/root/kata.hvsock#7");
    assertEquals(
        new SandboxPattern("/run/vc/firecracker/", List.of("root", "kata.hvsock"), 7), firecracker);
    assertEquals(
        new HybridTransport.Location("/run/vc/firecracker/a1/root/kata.hvsock", 7),
        firecracker.of("a1"));
    assertEquals(new SandboxPattern("/", List.of("x"), 2048), parse("hvsock:///*/x"));
  }

  @Test
  void refusesWhatIsNone() {
    String[][] wrong = {
      {"hvsock:///run/*/*/clh.sock", "one star at most"},
      {"hvsock:///run/*/clh.*", "one star at most"},
      {"hvsock:///run/vm*/clh.sock", "a star stands for a whole name"},
      {"hvsock:///run/**/clh.sock", "a star stands for a whole name"},
      {"hvsock:///run/vm/*", "behind the star follows the name of the socket"},
      {"hvsock:///run/*/../clh.sock", "none of them empty, '.' or '..'"},
      {"hvsock:///run/*//clh.sock", "none of them empty, '.' or '..'"},
      {"hvsock:///run/*/clh.sock#*", "a port from 0 to"},
      {"hvsock:///run/*/", "expected hvsock:///path#port"},
    };
    for (String[] pair : wrong) {
      Address address = Address.parse(pair[0]);
      ConfigException refused =
          assertThrows(
              ConfigException.class,
              () -> new SocketTransportProvider().listen(address, LinkOptions.DEFAULT).close());
      assertEquals(ErrorCode.INVALID_CONFIG, refused.code());
      assertTrue(refused.toString().contains(pair[1]), refused::toString);
      assertTrue(refused.toString().contains(pair[0]), refused::toString);
    }
  }

  @Test
  void aCallerNamesOne() {
    Address address = Address.parse("hvsock:///run/vc/vm/*/clh.sock");
    ConfigException refused =
        assertThrows(
            ConfigException.class,
            () -> new SocketTransportProvider().connect(address, LinkOptions.DEFAULT).close());
    assertTrue(refused.toString().contains("name one to call"), refused::toString);
  }
}
