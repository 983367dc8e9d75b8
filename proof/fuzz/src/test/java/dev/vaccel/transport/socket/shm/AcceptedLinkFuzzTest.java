package dev.vaccel.transport.socket.shm;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.InvalidArgumentException;
import dev.vaccel.posix.SharedMemory;
import dev.vaccel.posix.SystemCallException;
import dev.vaccel.wire.spi.PeerIdentity;
import dev.vaccel.wire.spi.SharedRegion;
import dev.vaccel.wire.spi.SharingLink;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The first bytes of a link, cut anywhere, with an offer's memory missing or unsuitable. The first
 * byte of the input says how much each read gets and what memory there is, the rest is what the
 * peer sends. What is no offer comes out as it was sent, and so does what follows one that is
 * refused.
 */
class AcceptedLinkFuzzTest {
  // Stands for a socket that is never used: no offer is taken.
  private static final SharedMemory MEMORY = memory();
  private static final byte[] MAGIC = {'V', 'R', 'N', 'G'};

  private static SharedMemory memory() {
    try {
      return SharedMemory.create("fuzz", 1);
    } catch (SystemCallException e) {
      throw new IllegalStateException(e);
    }
  }

  @FuzzTest
  void firstBytes(byte[] data) {
    if (data.length == 0) {
      return;
    }
    byte[] sent = Arrays.copyOfRange(data, 1, data.length);
    boolean isOffer =
        sent.length >= RingOffer.OFFER_BYTES
            && Arrays.equals(sent, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
    Carrier carrier = new Carrier(sent, 1 + (data[0] & 0x1f), (data[0] & 0x20) != 0);
    byte[] got = readAll(new AcceptedLink(carrier, MEMORY.fd(), "a peer", true));
    byte[] expected = isOffer ? Arrays.copyOfRange(sent, RingOffer.OFFER_BYTES, sent.length) : sent;
    if (!Arrays.equals(got, expected)) {
      throw new AssertionError("sent " + Arrays.toString(sent) + ", got " + Arrays.toString(got));
    }
    if (carrier.written != (isOffer ? RingOffer.ANSWER_BYTES : 0)) {
      throw new AssertionError(carrier.written + " bytes of answer");
    }
  }

  private static byte[] readAll(AcceptedLink link) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment part = arena.allocate(7);
      for (long read = link.read(part); read >= 0; read = link.read(part)) {
        all.writeBytes(part.asSlice(0, read).toArray(ValueLayout.JAVA_BYTE));
      }
    }
    return all.toByteArray();
  }

  /** What comes over the socket. */
  private static final class Carrier implements SharingLink {
    private final byte[] sent;
    private final int most;
    private final boolean hasWrongMemory;
    private int at;
    private long written;

    Carrier(byte[] sent, int most, boolean hasWrongMemory) {
      this.sent = sent;
      this.most = most;
      this.hasWrongMemory = hasWrongMemory;
    }

    @Override
    public long read(MemorySegment destination) {
      int bytes = (int) Math.min(Math.min(most, sent.length - at), destination.byteSize());
      if (bytes == 0) {
        return -1;
      }
      MemorySegment.copy(sent, at, destination, ValueLayout.JAVA_BYTE, 0, bytes);
      at += bytes;
      return bytes;
    }

    @Override
    public boolean awaitReadable(long timeoutNs) {
      return true;
    }

    @Override
    public void write(MemorySegment[] parts, int count) {
      for (int i = 0; i < count; i++) {
        written += parts[i].byteSize();
      }
    }

    @Override
    public @Nullable SharedRegion receivedRegion(long lengthBytes) {
      if (hasWrongMemory) {
        throw new InvalidArgumentException(ErrorCode.INVALID_ARGUMENT, "not sealed");
      }
      return null;
    }

    @Override
    public SharedRegion createRegion(long lengthBytes) {
      throw new UnsupportedOperationException("a guest creates regions");
    }

    @Override
    public void write(MemorySegment[] parts, int count, SharedRegion region) {
      throw new UnsupportedOperationException("a guest hands regions over");
    }

    @Override
    public PeerIdentity peer() {
      return new PeerIdentity("uid", "0");
    }

    @Override
    public void shutdown() {
      at = sent.length;
    }

    @Override
    public void close() {
      shutdown();
    }
  }
}
