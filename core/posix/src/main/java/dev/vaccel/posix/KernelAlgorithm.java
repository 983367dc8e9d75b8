package dev.vaccel.posix;

import static dev.vaccel.posix.PosixLayouts.SOCKADDR_ALG;
import static dev.vaccel.posix.PosixLayouts.offset;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * An algorithm of the kernel's crypto API with its key (AF_ALG). What it computes goes through
 * {@link #begin()}. One thread at a time. Source: Documentation/crypto/userspace-if.rst of Linux.
 */
public final class KernelAlgorithm implements AutoCloseable {
  private final OwnedFd fd;

  private KernelAlgorithm(OwnedFd fd) {
    this.fd = fd;
  }

  /**
   * Asks the kernel for an algorithm, which may load modules for it.
   *
   * @param type {@code skcipher}, {@code aead} or {@code hash}
   * @param name as in /proc/crypto: {@code cbc(aes)}
   * @throws SystemCallException EAFNOSUPPORT without AF_ALG, ENOENT without the type or algorithm
   * @throws dev.vaccel.api.UnsupportedException if this JVM cannot call the system
   */
  public static KernelAlgorithm open(String type, String name) throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      CallState state = new CallState(arena);
      int kind = LinuxConstants.SOCK_SEQPACKET | LinuxConstants.SOCK_CLOEXEC;
      int number = PosixBindings.socket(state.segment, LinuxConstants.AF_ALG, kind, 0);
      if (number < 0) {
        throw state.failure("socket", "AF_ALG");
      }
      OwnedFd fd = OwnedFd.of(number, name);
      MemorySegment address = arena.allocate(SOCKADDR_ALG);
      address.set(JAVA_SHORT, 0, (short) LinuxConstants.AF_ALG);
      address.setString(offset(SOCKADDR_ALG, "salg_type"), type);
      address.setString(offset(SOCKADDR_ALG, "salg_name"), name);
      if (PosixBindings.bind(state.segment, number, address, (int) address.byteSize()) < 0) {
        SystemCallException failure = state.failure("bind", type + " " + name);
        fd.close();
        throw failure;
      }
      return new KernelAlgorithm(fd);
    } catch (ExceptionInInitializerError | NoClassDefFoundError noBindings) {
      throw SocketCalls.unsupported(noBindings);
    }
  }

  /**
   * Gives it the key, of which the kernel keeps a copy until this is closed; before {@link
   * #begin()}.
   *
   * @param key native memory
   */
  public void key(MemorySegment key) throws SystemCallException {
    set("ALG_SET_KEY", LinuxConstants.ALG_SET_KEY, key.address(), (int) key.byteSize());
  }

  /** Length of the tags of an aead. */
  public void tagBytes(int bytes) throws SystemCallException {
    set("ALG_SET_AEAD_AUTHSIZE", LinuxConstants.ALG_SET_AEAD_AUTHSIZE, 0, bytes);
  }

  private void set(String option, int number, long address, int length) throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      CallState state = new CallState(arena);
      int level = LinuxConstants.SOL_ALG;
      int result =
          SocketCalls.withFd(
              fd, n -> PosixBindings.setsockopt(state.segment, n, level, number, address, length));
      if (result < 0) {
        throw state.failure("setsockopt " + option, fd);
      }
    }
  }

  /** A computation, or one after the other. */
  public KernelComputation begin() throws SystemCallException {
    try (Arena arena = Arena.ofConfined()) {
      CallState state = new CallState(arena);
      int flags = LinuxConstants.SOCK_CLOEXEC;
      int number =
          SocketCalls.withFd(
              fd, n -> PosixBindings.accept4(state.segment, n, MemorySegment.NULL, 0, flags));
      if (number < 0) {
        throw state.failure("accept", fd);
      }
      return new KernelComputation(OwnedFd.of(number, fd.toString()));
    }
  }

  /** Gives algorithm and key back; computations go on. Idempotent. */
  @Override
  public void close() {
    fd.close();
  }
}
