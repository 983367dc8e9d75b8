package dev.vaccel.posix;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The libc functions behind {@link SharedMemory}, as {@link PosixBindings} does them; apart because
 * {@code mmap} needs a shape of its own, whose linking only those pay who share memory.
 *
 * <p>{@code fcntl} is variadic in C. With integers alone both calling conventions pass its argument
 * like any other.
 */
@SuppressWarnings("restricted") // The door itself, as PosixBindings.
final class MemoryBindings {
  private static final FunctionDescriptor SHAPE =
      FunctionDescriptor.of(
          JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);

  private static final MethodHandle MEMFD_CREATE = PosixBindings.link("memfd_create", SHAPE);
  private static final MethodHandle FTRUNCATE = PosixBindings.link("ftruncate", SHAPE);
  private static final MethodHandle FCNTL = PosixBindings.link("fcntl", SHAPE);
  private static final MethodHandle LSEEK = PosixBindings.link("lseek", SHAPE);
  private static final MethodHandle MMAP = PosixBindings.link("mmap", SHAPE);
  private static final MethodHandle MUNMAP = PosixBindings.link("munmap", SHAPE);

  /** What {@link #mmap} returns when it fails. */
  static final long MAP_FAILED = -1;

  private MemoryBindings() {}

  /** {@code int memfd_create(const char *name, unsigned int flags)}. */
  static int memfdCreate(MemorySegment errno, long nameAddress, int flags) {
    return (int) call(MEMFD_CREATE, errno, nameAddress, flags, 0, 0, 0, 0);
  }

  /** {@code int ftruncate(int fd, off_t length)}. */
  static int ftruncate(MemorySegment errno, int fd, long length) {
    return (int) call(FTRUNCATE, errno, fd, length, 0, 0, 0, 0);
  }

  /** {@code int fcntl(int fd, int command, int argument)}. */
  static int fcntl(MemorySegment errno, int fd, int command, int argument) {
    return (int) call(FCNTL, errno, fd, command, argument, 0, 0, 0);
  }

  /** {@code off_t lseek(int fd, off_t offset, int whence)}. */
  static long lseek(MemorySegment errno, int fd, long offset, int whence) {
    return call(LSEEK, errno, fd, offset, whence, 0, 0, 0);
  }

  /** {@code void *mmap(void *, size_t length, int protection, int flags, int fd, off_t offset)}. */
  static long mmap(
      MemorySegment errno, long length, int protection, int flags, int fd, long offset) {
    return call(MMAP, errno, 0, length, protection, flags, fd, offset);
  }

  /** {@code int munmap(void *address, size_t length)}. */
  static int munmap(MemorySegment errno, long address, long length) {
    return (int) call(MUNMAP, errno, address, length, 0, 0, 0, 0);
  }

  private static long call(
      MethodHandle handle, MemorySegment errno, long a, long b, long c, long d, long e, long f) {
    try {
      return (long) handle.invokeExact(errno, a, b, c, d, e, f);
    } catch (Throwable failure) {
      throw PosixBindings.unexpected(failure);
    }
  }
}
