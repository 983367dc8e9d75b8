package dev.vaccel.transport.socket;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.InvalidArgumentException;
import dev.vaccel.api.ResourceException;
import dev.vaccel.posix.DescriptorChannel;
import dev.vaccel.posix.OwnedFd;
import dev.vaccel.posix.SharedMemory;
import dev.vaccel.posix.StreamSocket;
import dev.vaccel.posix.SystemCallException;
import dev.vaccel.wire.spi.PeerIdentity;
import dev.vaccel.wire.spi.SharedRegion;
import dev.vaccel.wire.spi.SharingLink;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * A link over a unix socket, whose ends share memory by passing descriptors: from the side that
 * connected to the side that accepted. Threads as {@link StreamLink}.
 */
final class UnixLink extends StreamLink implements SharingLink {
  private final DescriptorChannel descriptors;
  private final boolean accepted;

  /**
   * A link that owns {@code socket}.
   *
   * @param name what messages call the peer
   * @param accepted whether regions are received here, else they are handed over here
   */
  UnixLink(StreamSocket socket, String name, PeerIdentity peer, boolean accepted) {
    super(socket, name, peer);
    this.descriptors = socket.descriptors();
    this.accepted = accepted;
  }

  /** A region in a memfd. */
  private record Region(SharedMemory memory) implements SharedRegion {
    @Override
    public MemorySegment segment() {
      return memory.segment();
    }

    @Override
    public void close() {
      memory.close();
    }
  }

  @Override
  long receive(MemorySegment destination) throws SystemCallException {
    return accepted ? descriptors.read(destination) : super.receive(destination);
  }

  @Override
  public SharedRegion createRegion(long lengthBytes) {
    try {
      return new Region(SharedMemory.create("vaccel", lengthBytes));
    } catch (SystemCallException failure) {
      throw new ResourceException(
          ErrorCode.EXHAUSTED,
          "no shared memory of " + lengthBytes + " bytes: " + failure.getMessage(),
          failure);
    }
  }

  @Override
  public void write(MemorySegment[] parts, int count, SharedRegion region) {
    if (!(region instanceof Region(SharedMemory memory))) {
      throw new IllegalArgumentException(region + " is not of this carrier");
    }
    try {
      long sent = descriptors.send(parts[0], memory.fd());
      MemorySegment first = parts[0];
      parts[0] = first.asSlice(sent);
      super.write(parts, count);
      parts[0] = first;
    } catch (SystemCallException failure) {
      throw lost("write to", failure);
    }
  }

  @Override
  public @Nullable SharedRegion receivedRegion(long lengthBytes) {
    OwnedFd fd = descriptors.takeReceived();
    if (fd == null) {
      return null;
    }
    try {
      return new Region(SharedMemory.adopt(fd, lengthBytes));
    } catch (SystemCallException failure) {
      throw new InvalidArgumentException(
          ErrorCode.INVALID_ARGUMENT,
          "what "
              + name()
              + " shares cannot be mapped: "
              + failure.getMessage()
              + "; expected a memfd of exactly that size, sealed against shrinking and growing",
          failure);
    }
  }

  @Override
  public void close() {
    super.close();
    descriptors.close();
  }
}
