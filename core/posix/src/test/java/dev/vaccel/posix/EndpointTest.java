package dev.vaccel.posix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EndpointTest {
  @Test
  void comesBackFromTheBytesItWasWrittenTo() {
    try (Arena arena = Arena.ofConfined()) {
      for (Endpoint endpoint :
          List.of(
              new Endpoint.UnixPath("/run/a b/agent.sock"),
              new Endpoint.UnixPath("x".repeat(Endpoint.MAX_UNIX_NAME_BYTES)),
              new Endpoint.UnixAbstract("vaccel"),
              new Endpoint.UnixAbstract("y".repeat(Endpoint.MAX_UNIX_NAME_BYTES)),
              new Endpoint.UnixAbstract("größer"),
              new Endpoint.Vsock(2, 2048),
              new Endpoint.Vsock(Endpoint.Vsock.ANY_CID, 0xffff_fffeL),
              new Endpoint.Inet(InetAddress.ofLiteral("10.1.2.255"), 65535),
              new Endpoint.Inet(InetAddress.ofLiteral("2001:db8::ff"), 80),
              new Endpoint.Inet(InetAddress.ofLiteral("fe80::1%1"), 4747))) {
        MemorySegment address = EndpointCodec.encode(endpoint, arena);
        assertEquals(endpoint, EndpointCodec.decode(address, (int) address.byteSize()));
      }
    }
  }

  @Test
  void writesPortAndAddressInNetworkOrder() {
    try (Arena arena = Arena.ofConfined()) {
      Endpoint endpoint = new Endpoint.Inet(InetAddress.ofLiteral("1.2.3.4"), 0x1122);
      MemorySegment address = EndpointCodec.encode(endpoint, arena);
      byte[] expected = {2, 0, 0x11, 0x22, 1, 2, 3, 4, 0, 0, 0, 0, 0, 0, 0, 0};
      assertEquals(-1, address.mismatch(MemorySegment.ofArray(expected)));
    }
  }

  @Test
  void readsAnUnnamedSocket() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = arena.allocate(EndpointCodec.MAX_BYTES, 8);
      assertEquals(new Endpoint.UnixUnnamed(), EndpointCodec.decode(address, 0));
      address.set(ValueLayout.JAVA_SHORT, 0, (short) LinuxConstants.AF_UNIX);
      assertEquals(new Endpoint.UnixUnnamed(), EndpointCodec.decode(address, 2));
    }
  }

  @Test
  void refusesWhatNoSocketCanHave() {
    assertThrows(IllegalArgumentException.class, () -> new Endpoint.UnixPath(""));
    assertThrows(IllegalArgumentException.class, () -> new Endpoint.UnixPath("x".repeat(108)));
    assertThrows(IllegalArgumentException.class, () -> new Endpoint.UnixAbstract("é".repeat(54)));
    long tooLarge = 1L << 32;
    assertThrows(IllegalArgumentException.class, () -> new Endpoint.Vsock(tooLarge, 1));
    assertThrows(IllegalArgumentException.class, () -> new Endpoint.Vsock(-1, 1));
    assertThrows(IllegalArgumentException.class, () -> new Endpoint.Vsock(2, tooLarge));
    assertThrows(IllegalArgumentException.class, () -> new Endpoint.Vsock(2, -1));
    InetAddress host = InetAddress.getLoopbackAddress();
    assertThrows(IllegalArgumentException.class, () -> new Endpoint.Inet(host, -1));
    assertThrows(IllegalArgumentException.class, () -> new Endpoint.Inet(host, 65536));
  }

  @Test
  void readsAsAnAddressInMessages() {
    assertEquals("2:2048", new Endpoint.Vsock(2, 2048).toString());
    assertEquals("any:2048", new Endpoint.Vsock(Endpoint.Vsock.ANY_CID, 2048).toString());
    assertEquals("@name", new Endpoint.UnixAbstract("name").toString());
    assertEquals("1.2.3.4:5", new Endpoint.Inet(InetAddress.ofLiteral("1.2.3.4"), 5).toString());
    assertEquals(
        "[0:0:0:0:0:0:0:1]:5", new Endpoint.Inet(InetAddress.ofLiteral("::1"), 5).toString());
  }
}
