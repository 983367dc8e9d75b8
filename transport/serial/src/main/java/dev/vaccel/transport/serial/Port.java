package dev.vaccel.transport.serial;

import dev.vaccel.posix.CharacterDevice;
import dev.vaccel.posix.Errno;
import dev.vaccel.posix.OwnedFd;
import dev.vaccel.posix.StreamSocket;
import dev.vaccel.posix.SystemCallException;
import java.lang.foreign.MemorySegment;

/**
 * The stream under links: the device in a guest, or the socket of a VMM. No call blocks. One thread
 * reads and one writes at a time; {@link #close()} any.
 */
sealed interface Port {
  /** Bytes read, 0 if there are none now, -1 once the other end is gone. */
  long read(MemorySegment destination) throws SystemCallException;

  /** Bytes written, 0 if it takes none now. */
  long write(MemorySegment part) throws SystemCallException;

  /** To be waited for. */
  OwnedFd fd();

  /** Idempotent. */
  void close();

  /** A unix socket: a VMM, or who plays one. */
  record Socket(StreamSocket socket) implements Port {
    @Override
    public long read(MemorySegment destination) throws SystemCallException {
      try {
        return socket.reader().readNow(destination);
      } catch (SystemCallException failure) {
        if (failure.number() == Errno.ECONNRESET) {
          return -1; // It left without reading all.
        }
        throw failure;
      }
    }

    @Override
    public long write(MemorySegment part) throws SystemCallException {
      return socket.writer().writeNow(part);
    }

    @Override
    public OwnedFd fd() {
      return socket.fd();
    }

    @Override
    public void close() {
      socket.close();
    }
  }

  /** A port in a guest. */
  record Device(CharacterDevice device) implements Port {
    @Override
    public long read(MemorySegment destination) throws SystemCallException {
      return device.readNow(destination);
    }

    @Override
    public long write(MemorySegment part) throws SystemCallException {
      return device.writeNow(part);
    }

    @Override
    public OwnedFd fd() {
      return device.fd();
    }

    @Override
    public void close() {
      device.close();
    }
  }
}
