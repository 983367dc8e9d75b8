package dev.vaccel.posix;

import static dev.vaccel.posix.PosixLayouts.CMSGHDR;
import static dev.vaccel.posix.PosixLayouts.MSGHDR;
import static dev.vaccel.posix.PosixLayouts.offset;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What a {@link KernelAlgorithm} computes: data is sent, and what became of it is read. Ciphers
 * want {@link #start} first. One thread at a time.
 */
public final class KernelComputation implements AutoCloseable {
  // One int, the IV with its length before it, one int: each behind a cmsghdr, padded to 8 bytes.
  private static final long HEADER = CMSGHDR.byteSize();
  private static final long MAX_CONTROL = 3 * (HEADER + 8) + 32;

  private final OwnedFd fd;
  private final Arena arena = Arena.ofAuto();
  private final CallState state = new CallState(arena);
  private final MemorySegment message = arena.allocate(MSGHDR);
  private final MemorySegment control = arena.allocate(MAX_CONTROL, 8);

  KernelComputation(OwnedFd fd) {
    this.fd = fd;
  }

  /**
   * Begins the encryption or decryption of what is sent next.
   *
   * @param iv up to 32 bytes
   * @param aadBytes of an aead: how much of the data, at its start, is only authenticated; -1: no
   *     aead
   */
  public void start(boolean encrypt, MemorySegment iv, int aadBytes) throws SystemCallException {
    int operation = encrypt ? LinuxConstants.ALG_OP_ENCRYPT : LinuxConstants.ALG_OP_DECRYPT;
    long at = put(0, LinuxConstants.ALG_SET_OP, operation, 0);
    control.asSlice(at + HEADER + JAVA_INT.byteSize(), iv.byteSize()).copyFrom(iv);
    at = put(at, LinuxConstants.ALG_SET_IV, (int) iv.byteSize(), iv.byteSize());
    if (aadBytes >= 0) {
      at = put(at, LinuxConstants.ALG_SET_AEAD_ASSOCLEN, aadBytes, 0);
    }
    message.set(JAVA_LONG, offset(MSGHDR, "msg_control"), control.address());
    message.set(JAVA_LONG, offset(MSGHDR, "msg_controllen"), at);
    call("sendmsg", n -> PosixBindings.sendmsg(state.segment, n, message, LinuxConstants.MSG_MORE));
  }

  /** Puts a control message of one int and what lies behind it; returns where the next begins. */
  private long put(long at, int type, int value, long further) {
    long length = HEADER + JAVA_INT.byteSize() + further;
    control.set(JAVA_LONG, at + offset(CMSGHDR, "cmsg_len"), length);
    control.set(JAVA_INT, at + offset(CMSGHDR, "cmsg_level"), LinuxConstants.SOL_ALG);
    control.set(JAVA_INT, at + offset(CMSGHDR, "cmsg_type"), type);
    control.set(JAVA_INT, at + HEADER, value);
    return at + (length + 7 & -8);
  }

  /**
   * Sends all of the data. Blocks where that is more than the kernel holds at once and nothing was
   * read of it: 128 KiB are safe.
   *
   * @param data native memory
   * @param more whether data follows that belongs to this
   */
  public void send(MemorySegment data, boolean more) throws SystemCallException {
    int flags = LinuxConstants.MSG_NOSIGNAL | (more ? LinuxConstants.MSG_MORE : 0);
    long sent = 0;
    do {
      MemorySegment rest = data.asSlice(sent);
      sent += call("send", n -> PosixBindings.send(state.segment, n, rest, rest.byteSize(), flags));
    } while (sent < data.byteSize());
  }

  /**
   * Reads what was computed, as far as there is room.
   *
   * @param result native memory
   * @return bytes read
   * @throws SystemCallException EBADMSG if an aead's tag is not right
   */
  public long read(MemorySegment result) throws SystemCallException {
    return call("read", n -> PosixBindings.recv(state.segment, n, result, result.byteSize(), 0));
  }

  /** A call with the descriptor's number. */
  @FunctionalInterface
  private interface Call {
    long apply(int number);
  }

  private long call(String name, Call call) throws SystemCallException {
    if (!fd.acquire()) {
      throw new SystemCallException(name, fd + ", which is closed", Errno.EBADF);
    }
    try {
      while (true) {
        long result = call.apply(fd.number());
        if (result >= 0) {
          return result;
        }
        if (!state.interrupted()) {
          throw state.failure(name, fd);
        }
      }
    } finally {
      fd.release();
    }
  }

  /** Gives up what was sent and not read. Idempotent. */
  @Override
  public void close() {
    fd.close();
  }
}
