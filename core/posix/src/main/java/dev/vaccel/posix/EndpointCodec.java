package dev.vaccel.posix;

import static dev.vaccel.posix.PosixLayouts.SOCKADDR_IN;
import static dev.vaccel.posix.PosixLayouts.SOCKADDR_IN6;
import static dev.vaccel.posix.PosixLayouts.SOCKADDR_UN;
import static dev.vaccel.posix.PosixLayouts.SOCKADDR_VM;
import static dev.vaccel.posix.PosixLayouts.offset;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static java.nio.ByteOrder.BIG_ENDIAN;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;

/** Between {@link Endpoint}s and {@code struct sockaddr}. */
final class EndpointCodec {
  /** Room for any of the addresses that {@link #decode} reads: the largest is sockaddr_un. */
  static final long MAX_BYTES = SOCKADDR_UN.byteSize();

  private static final ValueLayout.OfShort NETWORK_SHORT = JAVA_SHORT.withOrder(BIG_ENDIAN);
  private static final long SUN_PATH = offset(SOCKADDR_UN, "sun_path");
  private static final long SIN_PORT = offset(SOCKADDR_IN, "sin_port");
  private static final long SIN_ADDR = offset(SOCKADDR_IN, "sin_addr");
  private static final long SIN6_PORT = offset(SOCKADDR_IN6, "sin6_port");
  private static final long SIN6_ADDR = offset(SOCKADDR_IN6, "sin6_addr");
  private static final long SVM_PORT = offset(SOCKADDR_VM, "svm_port");
  private static final long SVM_CID = offset(SOCKADDR_VM, "svm_cid");
  private static final long SIN6_SCOPE_ID = offset(SOCKADDR_IN6, "sin6_scope_id");

  private EndpointCodec() {}

  /** The address family to open a socket with. */
  static int family(Endpoint endpoint) {
    return switch (endpoint) {
      case Endpoint.UnixPath _, Endpoint.UnixAbstract _, Endpoint.UnixUnnamed _ ->
          LinuxConstants.AF_UNIX;
      case Endpoint.Inet(InetAddress address, int _) ->
          address instanceof Inet6Address ? LinuxConstants.AF_INET6 : LinuxConstants.AF_INET;
      case Endpoint.Vsock _ -> LinuxConstants.AF_VSOCK;
    };
  }

  /** The sockaddr, as long as bind and connect want it. */
  static MemorySegment encode(Endpoint endpoint, SegmentAllocator allocator) {
    return switch (endpoint) {
      // The zero at the end of a path counts; the one before an abstract name does too.
      case Endpoint.UnixPath(String path) -> unix(path, 0, allocator);
      case Endpoint.UnixAbstract(String name) -> unix(name, 1, allocator);
      case Endpoint.UnixUnnamed _ ->
          throw new IllegalArgumentException("an unnamed unix socket has no address");
      case Endpoint.Inet(Inet6Address address, int port) -> inet6(address, port, allocator);
      case Endpoint.Inet(InetAddress address, int port) -> inet4(address, port, allocator);
      case Endpoint.Vsock(long cid, long port) -> vsock(cid, port, allocator);
    };
  }

  private static MemorySegment unix(String name, int nameOffset, SegmentAllocator allocator) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    MemorySegment address = allocator.allocate(SUN_PATH + bytes.length + 1, 8);
    address.set(JAVA_SHORT, 0, (short) LinuxConstants.AF_UNIX);
    MemorySegment.copy(bytes, 0, address, JAVA_BYTE, SUN_PATH + nameOffset, bytes.length);
    return address;
  }

  private static MemorySegment vsock(long cid, long port, SegmentAllocator allocator) {
    MemorySegment address = allocator.allocate(SOCKADDR_VM);
    address.set(JAVA_SHORT, 0, (short) LinuxConstants.AF_VSOCK);
    address.set(JAVA_INT, SVM_PORT, (int) port);
    address.set(JAVA_INT, SVM_CID, (int) cid);
    return address;
  }

  private static MemorySegment inet4(InetAddress host, int port, SegmentAllocator allocator) {
    MemorySegment address = allocator.allocate(SOCKADDR_IN);
    address.set(JAVA_SHORT, 0, (short) LinuxConstants.AF_INET);
    address.set(NETWORK_SHORT, SIN_PORT, (short) port);
    MemorySegment.copy(host.getAddress(), 0, address, JAVA_BYTE, SIN_ADDR, 4);
    return address;
  }

  private static MemorySegment inet6(Inet6Address host, int port, SegmentAllocator allocator) {
    MemorySegment address = allocator.allocate(SOCKADDR_IN6);
    address.set(JAVA_SHORT, 0, (short) LinuxConstants.AF_INET6);
    address.set(NETWORK_SHORT, SIN6_PORT, (short) port);
    MemorySegment.copy(host.getAddress(), 0, address, JAVA_BYTE, SIN6_ADDR, 16);
    address.set(JAVA_INT, SIN6_SCOPE_ID, host.getScopeId());
    return address;
  }

  /**
   * The endpoint in a sockaddr that the kernel wrote.
   *
   * @param lengthBytes what the kernel said it wrote; beyond the segment it was cut off
   */
  static Endpoint decode(MemorySegment address, int lengthBytes) {
    int family = lengthBytes < SUN_PATH ? LinuxConstants.AF_UNIX : address.get(JAVA_SHORT, 0);
    return switch (family) {
      case LinuxConstants.AF_UNIX ->
          unixName(address, (int) Math.min(lengthBytes, address.byteSize()));
      case LinuxConstants.AF_INET ->
          new Endpoint.Inet(host(address, SIN_ADDR, 4, 0), port(address, SIN_PORT));
      case LinuxConstants.AF_INET6 -> {
        int scope = address.get(JAVA_INT, SIN6_SCOPE_ID);
        yield new Endpoint.Inet(host(address, SIN6_ADDR, 16, scope), port(address, SIN6_PORT));
      }
      case LinuxConstants.AF_VSOCK ->
          new Endpoint.Vsock(
              Integer.toUnsignedLong(address.get(JAVA_INT, SVM_CID)),
              Integer.toUnsignedLong(address.get(JAVA_INT, SVM_PORT)));
      default -> throw new IllegalArgumentException("address family " + family + " not expected");
    };
  }

  private static Endpoint unixName(MemorySegment address, int lengthBytes) {
    int nameBytes = lengthBytes - (int) SUN_PATH;
    if (nameBytes <= 0) {
      return new Endpoint.UnixUnnamed();
    }
    byte[] name = address.asSlice(SUN_PATH, nameBytes).toArray(JAVA_BYTE);
    if (name[0] == 0) {
      return new Endpoint.UnixAbstract(new String(name, 1, nameBytes - 1, StandardCharsets.UTF_8));
    }
    int end = name[nameBytes - 1] == 0 ? nameBytes - 1 : nameBytes;
    return new Endpoint.UnixPath(new String(name, 0, end, StandardCharsets.UTF_8));
  }

  private static int port(MemorySegment address, long offset) {
    return Short.toUnsignedInt(address.get(NETWORK_SHORT, offset));
  }

  private static InetAddress host(MemorySegment address, long offset, int length, int scope) {
    byte[] bytes = address.asSlice(offset, length).toArray(JAVA_BYTE);
    try {
      return scope == 0
          ? InetAddress.getByAddress(bytes)
          : Inet6Address.getByAddress(null, bytes, scope);
    } catch (UnknownHostException wrongLength) {
      throw new AssertionError(wrongLength);
    }
  }
}
