package dev.vaccel.posix;

import static dev.vaccel.posix.PosixLayouts.TIMEVAL;
import static dev.vaccel.posix.PosixLayouts.UCRED;
import static dev.vaccel.posix.PosixLayouts.offset;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.UnsupportedException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Calls off the data path that connected and listening sockets share. */
final class SocketCalls {
  private SocketCalls() {}

  /** A new stream socket of the endpoint's family, closed on exec. */
  static OwnedFd open(Endpoint endpoint) throws SystemCallException {
    return open(endpoint, 0);
  }

  /**
   * As {@link #open(Endpoint)}.
   *
   * @param flags to be added to the socket's type
   */
  static OwnedFd open(Endpoint endpoint, int flags) throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      CallState state = new CallState(arena);
      int type = LinuxConstants.SOCK_STREAM | LinuxConstants.SOCK_CLOEXEC | flags;
      int fd = PosixBindings.socket(state.segment, EndpointCodec.family(endpoint), type, 0);
      if (fd < 0) {
        throw state.failure("socket", endpoint);
      }
      return OwnedFd.of(fd, endpoint.toString());
    } catch (ExceptionInInitializerError | NoClassDefFoundError noBindings) {
      throw unsupported(noBindings);
    }
  }

  static UnsupportedException unsupported(LinkageError noBindings) {
    String system = System.getProperty("os.name") + " on " + System.getProperty("os.arch");
    Throwable reason = noBindings;
    while (reason.getCause() != null) {
      reason = reason.getCause();
    }
    Module module = SocketCalls.class.getModule();
    String flag = "--enable-native-access=" + (module.isNamed() ? module.getName() : "ALL-UNNAMED");
    return new UnsupportedException(
        ErrorCode.UNSUPPORTED_TYPE,
        "no sockets: this JVM ("
            + system
            + ") cannot call the system: "
            + reason.getMessage()
            + "; expected Linux on x86-64 or aarch64 and the option "
            + flag);
  }

  static void setOption(OwnedFd fd, SocketOption option, int value) throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocateFrom(JAVA_INT, value);
      setOption(fd, option.level, option.number, option, memory, arena);
    }
  }

  /** Limits how long connect may block; 0 ends the limit. */
  static void setSendTimeout(OwnedFd fd, long timeoutNs) throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment timeval = arena.allocate(TIMEVAL);
      long micros = Math.ceilDiv(timeoutNs, 1_000);
      timeval.set(JAVA_LONG, offset(TIMEVAL, "tv_sec"), micros / 1_000_000);
      timeval.set(JAVA_LONG, offset(TIMEVAL, "tv_usec"), micros % 1_000_000);
      int level = LinuxConstants.SOL_SOCKET;
      setOption(fd, level, LinuxConstants.SO_SNDTIMEO, "SO_SNDTIMEO", timeval, arena);
    }
  }

  private static void setOption(
      OwnedFd fd, int level, int number, Object option, MemorySegment value, Arena arena)
      throws SystemCallException {
    CallState state = new CallState(arena);
    int length = (int) value.byteSize();
    int result =
        withFd(
            fd,
            n ->
                PosixBindings.setsockopt(state.segment, n, level, number, value.address(), length));
    if (result < 0) {
      throw state.failure("setsockopt " + option, fd);
    }
  }

  static int option(OwnedFd fd, SocketOption option) throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(JAVA_INT);
      getOption(fd, option.level, option.number, option, value, arena);
      return value.get(JAVA_INT, 0);
    }
  }

  static PeerCredentials peerCredentials(OwnedFd fd) throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment ucred = arena.allocate(UCRED);
      int level = LinuxConstants.SOL_SOCKET;
      getOption(fd, level, LinuxConstants.SO_PEERCRED, "SO_PEERCRED", ucred, arena);
      return new PeerCredentials(
          ucred.get(JAVA_INT, offset(UCRED, "pid")),
          Integer.toUnsignedLong(ucred.get(JAVA_INT, offset(UCRED, "uid"))),
          Integer.toUnsignedLong(ucred.get(JAVA_INT, offset(UCRED, "gid"))));
    }
  }

  private static void getOption(
      OwnedFd fd, int level, int number, Object option, MemorySegment value, Arena arena)
      throws SystemCallException {
    CallState state = new CallState(arena);
    MemorySegment length = arena.allocateFrom(JAVA_INT, (int) value.byteSize());
    int result =
        withFd(
            fd,
            n ->
                PosixBindings.getsockopt(
                    state.segment, n, level, number, value.address(), length.address()));
    if (result < 0) {
      throw state.failure("getsockopt " + option, fd);
    }
  }

  static Endpoint localEndpoint(OwnedFd fd) throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      CallState state = new CallState(arena);
      MemorySegment address = arena.allocate(EndpointCodec.MAX_BYTES, 8);
      MemorySegment length = arena.allocateFrom(JAVA_INT, (int) EndpointCodec.MAX_BYTES);
      int result =
          withFd(fd, n -> PosixBindings.getsockname(state.segment, n, address, length.address()));
      if (result < 0) {
        throw state.failure("getsockname", fd);
      }
      return EndpointCodec.decode(address, length.get(JAVA_INT, 0));
    }
  }

  /** A call with the descriptor's number. */
  @FunctionalInterface
  interface FdCall {
    int apply(int number);
  }

  /** Makes the call inside {@code fd}; a closed one fails as the kernel would: EBADF. */
  static int withFd(OwnedFd fd, FdCall call) throws SystemCallException {
    if (!fd.acquire()) {
      throw new SystemCallException("call", fd + ", which is closed", Errno.EBADF);
    }
    try {
      return call.apply(fd.number());
    } finally {
      fd.release();
    }
  }
}
