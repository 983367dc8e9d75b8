package dev.vaccel.posix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The libc functions that this module calls. Each method is the C function of its name; {@code
 * errno} receives the error number, valid only straight after a result below zero.
 *
 * <p>All functions share one shape of five integer registers, because linking a shape costs 10 to
 * 40 ms in a cold JVM and linking a further function of a known shape 0.2 ms (14 functions: 560 ms
 * in their own shapes, 180 ms in one). The calling conventions of x86-64 (System V) and aarch64
 * (AAPCS64) allow it: an {@code int} parameter is the low half of its register, registers beyond a
 * function's parameters are scratch, and an {@code int} result is the low half of the result
 * register, hence the casts.
 *
 * <p>Memory goes through the second parameter where possible: the downcall then keeps it alive.
 * Where a function wants an address elsewhere, it is an address as {@code long} of memory that the
 * caller of the binding owns and keeps alive ({@code *Address} parameters).
 */
@SuppressWarnings("restricted") // The door itself: linking is what this class is for.
final class PosixBindings {
  private static final FunctionDescriptor SHAPE =
      FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_LONG);
  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option CAPTURE_ERRNO = Linker.Option.captureCallState("errno");

  /** The count of descriptors for {@link #ppollOne}. */
  private static final MemorySegment ONE = MemorySegment.ofAddress(1);

  private static final MethodHandle SOCKET = link("socket");
  private static final MethodHandle BIND = link("bind");
  private static final MethodHandle LISTEN = link("listen");
  private static final MethodHandle ACCEPT4 = link("accept4");
  private static final MethodHandle CONNECT = link("connect");
  private static final MethodHandle RECV = link("recv");
  private static final MethodHandle SEND = link("send");
  private static final MethodHandle SENDMSG = link("sendmsg");
  private static final MethodHandle RECVMSG = link("recvmsg");
  private static final MethodHandle PPOLL = link("ppoll");
  private static final MethodHandle SHUTDOWN = link("shutdown");
  private static final MethodHandle CLOSE = link("close");
  private static final MethodHandle SETSOCKOPT = link("setsockopt");
  private static final MethodHandle GETSOCKOPT = link("getsockopt");
  private static final MethodHandle GETSOCKNAME = link("getsockname");
  private static final MethodHandle OPEN = link("open");
  private static final MethodHandle FLOCK = link("flock");
  private static final MethodHandle EVENTFD = link("eventfd");
  private static final MethodHandle READ = link("read");
  private static final MethodHandle WRITE = link("write");
  private static final MethodHandle SYSCALL = link("syscall");

  private PosixBindings() {}

  private static MethodHandle link(String function) {
    return link(function, SHAPE);
  }

  /** Links a function that sets errno. */
  static MethodHandle link(String function, FunctionDescriptor shape) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(function), shape, CAPTURE_ERRNO);
  }

  /** {@code int socket(int domain, int type, int protocol)}. */
  static int socket(MemorySegment errno, int domain, int type, int protocol) {
    return (int) call(SOCKET, errno, domain, MemorySegment.ofAddress(type), protocol, 0, 0);
  }

  /** {@code int bind(int fd, const struct sockaddr *address, socklen_t length)}. */
  static int bind(MemorySegment errno, int fd, MemorySegment address, int length) {
    return (int) call(BIND, errno, fd, address, length, 0, 0);
  }

  /** {@code int listen(int fd, int backlog)}. */
  static int listen(MemorySegment errno, int fd, int backlog) {
    return (int) call(LISTEN, errno, fd, MemorySegment.ofAddress(backlog), 0, 0, 0);
  }

  /** {@code int accept4(int fd, struct sockaddr *address, socklen_t *length, int flags)}. */
  static int accept4(
      MemorySegment errno, int fd, MemorySegment address, long lengthAddress, int flags) {
    return (int) call(ACCEPT4, errno, fd, address, lengthAddress, flags, 0);
  }

  /** {@code int connect(int fd, const struct sockaddr *address, socklen_t length)}. */
  static int connect(MemorySegment errno, int fd, MemorySegment address, int length) {
    return (int) call(CONNECT, errno, fd, address, length, 0, 0);
  }

  /** {@code ssize_t recv(int fd, void *buffer, size_t length, int flags)}. */
  static long recv(MemorySegment errno, int fd, MemorySegment buffer, long length, int flags) {
    try {
      return (long) RECV.invokeExact(errno, (long) fd, buffer, length, (long) flags, 0L);
    } catch (Throwable failure) {
      throw unexpected(failure);
    }
  }

  /** {@code ssize_t send(int fd, const void *buffer, size_t length, int flags)}. */
  static long send(MemorySegment errno, int fd, MemorySegment buffer, long length, int flags) {
    try {
      return (long) SEND.invokeExact(errno, (long) fd, buffer, length, (long) flags, 0L);
    } catch (Throwable failure) {
      throw unexpected(failure);
    }
  }

  /** {@code ssize_t sendmsg(int fd, const struct msghdr *message, int flags)}. */
  static long sendmsg(MemorySegment errno, int fd, MemorySegment message, int flags) {
    try {
      return (long) SENDMSG.invokeExact(errno, (long) fd, message, (long) flags, 0L, 0L);
    } catch (Throwable failure) {
      throw unexpected(failure);
    }
  }

  /** {@code ssize_t recvmsg(int fd, struct msghdr *message, int flags)}. */
  static long recvmsg(MemorySegment errno, int fd, MemorySegment message, int flags) {
    try {
      return (long) RECVMSG.invokeExact(errno, (long) fd, message, (long) flags, 0L, 0L);
    } catch (Throwable failure) {
      throw unexpected(failure);
    }
  }

  /**
   * {@code int ppoll(struct pollfd *fds, nfds_t count, const struct timespec *timeout, const
   * sigset_t *mask)}, for one descriptor and without a signal mask.
   */
  static int ppollOne(MemorySegment errno, long pollfdAddress, long timeoutAddress) {
    try {
      return (int) (long) PPOLL.invokeExact(errno, pollfdAddress, ONE, timeoutAddress, 0L, 0L);
    } catch (Throwable failure) {
      throw unexpected(failure);
    }
  }

  /**
   * {@code int ppoll(struct pollfd *fds, nfds_t count, const struct timespec *timeout, const
   * sigset_t *mask)}, without a signal mask.
   */
  static int ppoll(MemorySegment errno, long pollfdsAddress, int count, long timeoutAddress) {
    MemorySegment second = MemorySegment.ofAddress(count);
    return (int) call(PPOLL, errno, pollfdsAddress, second, timeoutAddress, 0, 0);
  }

  /** {@code int eventfd(unsigned int initial, int flags)}. */
  static int eventfd(MemorySegment errno, int initial, int flags) {
    return (int) call(EVENTFD, errno, initial, MemorySegment.ofAddress(flags), 0, 0, 0);
  }

  /** {@code ssize_t read(int fd, void *buffer, size_t count)}. */
  static long read(MemorySegment errno, int fd, MemorySegment buffer, long count) {
    try {
      return (long) READ.invokeExact(errno, (long) fd, buffer, count, 0L, 0L);
    } catch (Throwable failure) {
      throw unexpected(failure);
    }
  }

  /** {@code ssize_t write(int fd, const void *buffer, size_t count)}. */
  static long write(MemorySegment errno, int fd, MemorySegment buffer, long count) {
    try {
      return (long) WRITE.invokeExact(errno, (long) fd, buffer, count, 0L, 0L);
    } catch (Throwable failure) {
      throw unexpected(failure);
    }
  }

  /**
   * {@code long syscall(SYS_futex, uint32_t *word, int operation, uint32_t value, const struct
   * timespec *timeout)}: libc has no function for it.
   */
  static int futex(
      MemorySegment errno, MemorySegment word, int operation, int value, long timeoutAddress) {
    try {
      return (int)
          (long)
              SYSCALL.invokeExact(
                  errno,
                  LinuxConstants.SYS_FUTEX,
                  word,
                  (long) operation,
                  (long) value,
                  timeoutAddress);
    } catch (Throwable failure) {
      throw unexpected(failure);
    }
  }

  /** {@code int shutdown(int fd, int how)}. */
  static int shutdown(MemorySegment errno, int fd, int how) {
    return (int) call(SHUTDOWN, errno, fd, MemorySegment.ofAddress(how), 0, 0, 0);
  }

  /** {@code int close(int fd)}. */
  static int close(MemorySegment errno, int fd) {
    return (int) call(CLOSE, errno, fd, MemorySegment.NULL, 0, 0, 0);
  }

  /** {@code int setsockopt(int fd, int level, int name, const void *value, socklen_t length)}. */
  static int setsockopt(
      MemorySegment errno, int fd, int level, int name, long valueAddress, int length) {
    MemorySegment second = MemorySegment.ofAddress(level);
    return (int) call(SETSOCKOPT, errno, fd, second, name, valueAddress, length);
  }

  /** {@code int getsockopt(int fd, int level, int name, void *value, socklen_t *length)}. */
  static int getsockopt(
      MemorySegment errno, int fd, int level, int name, long valueAddress, long lengthAddress) {
    MemorySegment second = MemorySegment.ofAddress(level);
    return (int) call(GETSOCKOPT, errno, fd, second, name, valueAddress, lengthAddress);
  }

  /** {@code int getsockname(int fd, struct sockaddr *address, socklen_t *length)}. */
  static int getsockname(MemorySegment errno, int fd, MemorySegment address, long lengthAddress) {
    return (int) call(GETSOCKNAME, errno, fd, address, lengthAddress, 0, 0);
  }

  /** {@code int open(const char *path, int flags)}, variadic in C as {@code fcntl} is. */
  static int open(MemorySegment errno, long pathAddress, int flags) {
    return (int) call(OPEN, errno, pathAddress, MemorySegment.ofAddress(flags), 0, 0, 0);
  }

  /** {@code int flock(int fd, int operation)}. */
  static int flock(MemorySegment errno, int fd, int operation) {
    return (int) call(FLOCK, errno, fd, MemorySegment.ofAddress(operation), 0, 0, 0);
  }

  /** The calls off the data path: the handle is a parameter here, so it is not a constant. */
  private static long call(
      MethodHandle handle, MemorySegment errno, long a, MemorySegment b, long c, long d, long e) {
    try {
      return (long) handle.invokeExact(errno, a, b, c, d, e);
    } catch (Throwable failure) {
      throw unexpected(failure);
    }
  }

  static Error unexpected(Throwable failure) {
    switch (failure) {
      case RuntimeException unchecked -> throw unchecked;
      case Error error -> throw error;
      default -> throw new AssertionError("a downcall threw a checked exception", failure);
    }
  }
}
