package dev.vaccel.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Anonymous memory that two processes map: a memfd whose size is sealed, so that neither can take
 * pages from under the other. What is in it can be changed by both at any moment. Mapped readable
 * and writable until it is closed. Thread-safe.
 *
 * <p>A seal cannot forbid punching holes: pages that were given back read as zeros. A page that the
 * kernel then has no memory for is a SIGBUS for whoever touches it, which takes overcommit to be
 * off (vm.overcommit_memory=2) and memory to be out.
 *
 * <p>Source: memfd_create(2), fcntl(2) "File Sealing".
 */
public final class SharedMemory implements AutoCloseable {
  private static final int SIZE_SEALS = LinuxConstants.F_SEAL_SHRINK | LinuxConstants.F_SEAL_GROW;

  // Of x86-64 and, with pages of 4 KiB, aarch64.
  private static final long[] HUGE_PAGE_BYTES = {1L << 21, 1L << 30};

  private final OwnedFd fd;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment segment;

  private SharedMemory(OwnedFd fd, long lengthBytes) throws SystemCallException {
    this.fd = fd;
    boolean mapped = false;
    try {
      this.segment = map(fd, 0, lengthBytes, arena);
      mapped = true;
    } finally {
      if (!mapped) {
        arena.close();
        fd.close();
      }
    }
  }

  /**
   * Creates memory of zeros. Pages are taken when they are first touched.
   *
   * @param name what /proc calls it
   * @param lengthBytes more than 0
   */
  public static SharedMemory create(String name, long lengthBytes) throws SystemCallException {
    try (Arena calls = Arena.ofConfined()) {
      CallState state = new CallState(calls);
      int flags = LinuxConstants.MFD_CLOEXEC | LinuxConstants.MFD_ALLOW_SEALING;
      int number =
          MemoryBindings.memfdCreate(state.segment, calls.allocateFrom(name).address(), flags);
      if (number < 0) {
        throw state.failure("memfd_create", name);
      }
      OwnedFd fd = OwnedFd.of(number, "memory " + name);
      boolean sized = false;
      try {
        if (MemoryBindings.ftruncate(state.segment, number, lengthBytes) < 0) {
          throw state.failure("ftruncate to " + lengthBytes + " bytes", fd);
        }
        int seals = SIZE_SEALS | LinuxConstants.F_SEAL_SEAL;
        if (MemoryBindings.fcntl(state.segment, number, LinuxConstants.F_ADD_SEALS, seals) < 0) {
          throw state.failure("fcntl F_ADD_SEALS", fd);
        }
        sized = true;
      } finally {
        if (!sized) {
          fd.close();
        }
      }
      return new SharedMemory(fd, lengthBytes);
    }
  }

  /**
   * Maps memory that a peer created. Takes the descriptor over, also when it fails.
   *
   * @param lengthBytes the size that the peer gave, more than 0
   * @throws SystemCallException EINVAL if it is no memory of exactly that size whose size is sealed
   */
  public static SharedMemory adopt(OwnedFd fd, long lengthBytes) throws SystemCallException {
    boolean checked = false;
    try {
      long size = sealedSize(fd, SIZE_SEALS);
      if (size != lengthBytes) {
        throw unsuitable(fd, "mapping " + lengthBytes + " bytes", size + " bytes");
      }
      checked = true;
    } finally {
      if (!checked) {
        fd.close();
      }
    }
    return new SharedMemory(fd, lengthBytes);
  }

  /**
   * Maps a part of memory that a peer created for itself, as a virtual machine's memory is.
   *
   * @param fd stays the caller's, who may close it afterwards
   * @param offset where the part begins, a multiple of the page size
   * @param lengthBytes more than 0
   * @param arena unmaps it when it closes
   * @throws SystemCallException EINVAL if the memory ends before, or may shrink: its owner could
   *     end this process with SIGBUS then
   */
  public static MemorySegment mapPart(OwnedFd fd, long offset, long lengthBytes, Arena arena)
      throws SystemCallException {
    long size = sealedSize(fd, LinuxConstants.F_SEAL_SHRINK);
    if (offset < 0 || lengthBytes <= 0 || offset > size - lengthBytes) {
      throw unsuitable(fd, "mapping " + lengthBytes + " bytes at " + offset, size + " bytes");
    }
    return map(fd, offset, lengthBytes, arena);
  }

  /** The size of memory that a peer created; EINVAL if it lacks one of the seals. */
  private static long sealedSize(OwnedFd fd, int needed) throws SystemCallException {
    try (Arena calls = Arena.ofConfined()) {
      CallState state = new CallState(calls);
      int seals =
          SocketCalls.withFd(
              fd, n -> MemoryBindings.fcntl(state.segment, n, LinuxConstants.F_GET_SEALS, 0));
      if (seals < 0) {
        throw state.failure("fcntl F_GET_SEALS", fd);
      }
      if ((seals & needed) != needed) {
        throw unsuitable(fd, "mapping", "seals " + seals + " and not " + needed);
      }
      return MemoryBindings.lseek(state.segment, fd.number(), 0, LinuxConstants.SEEK_END);
    }
  }

  private static SystemCallException unsuitable(OwnedFd fd, String call, String what) {
    return new SystemCallException(call, fd + " of " + what, Errno.EINVAL);
  }

  @SuppressWarnings("restricted") // The kernel has just mapped exactly these bytes.
  private static MemorySegment map(OwnedFd fd, long offset, long lengthBytes, Arena arena)
      throws SystemCallException {
    try (Arena calls = Arena.ofConfined()) {
      CallState state = new CallState(calls);
      int protection = LinuxConstants.PROT_READ | LinuxConstants.PROT_WRITE;
      long address =
          MemoryBindings.mmap(
              state.segment,
              lengthBytes,
              protection,
              LinuxConstants.MAP_SHARED,
              fd.number(),
              offset);
      if (address == MemoryBindings.MAP_FAILED) {
        throw state.failure("mmap of " + lengthBytes + " bytes", fd);
      }
      return MemorySegment.ofAddress(address)
          .reinterpret(lengthBytes, arena, mapped -> unmap(mapped.address(), lengthBytes));
    }
  }

  private static void unmap(long address, long lengthBytes) {
    try (Arena calls = Arena.ofConfined()) {
      CallState state = new CallState(calls);
      int result = MemoryBindings.munmap(state.segment, address, lengthBytes);
      // A part of a huge page was mapped as a whole one, and is unmapped as such alone.
      for (long page : HUGE_PAGE_BYTES) {
        if (result < 0 && state.errno() == Errno.EINVAL && address % page == 0) {
          long whole = (lengthBytes + page - 1) & -page;
          result = MemoryBindings.munmap(state.segment, address, whole);
        }
      }
    }
  }

  /** The descriptor, for handing it to a peer; stays this object's. */
  public OwnedFd fd() {
    return fd;
  }

  /** The mapped memory, page-aligned; closed with this object. */
  public MemorySegment segment() {
    return segment;
  }

  /**
   * Unmaps and closes. Idempotent.
   *
   * @throws IllegalStateException if a native call is using the memory
   */
  @Override
  public synchronized void close() {
    if (segment.scope().isAlive()) {
      arena.close();
    }
    fd.close();
  }
}
