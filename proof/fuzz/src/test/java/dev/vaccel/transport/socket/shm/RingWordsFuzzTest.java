package dev.vaccel.transport.socket.shm;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A ring whose other side stores whatever it likes into its words, while this side reads and
 * writes. Each nine bytes: what is done, and a number. Nothing but a broken ring comes out, and
 * never more bytes than the ring has. In the package of the transport, whose parts nothing exports.
 */
class RingWordsFuzzTest {
  private static final int CAPACITY = RingLayout.LEAST_CAPACITY;
  private static final int ACTION_BYTES = 9;

  @FuzzTest
  void words(byte[] data) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(RingLayout.bytes(CAPACITY), 4096);
      Ring ring = Ring.in(memory, CAPACITY, true);
      RingReader reader = new RingReader(ring, new Doorbell(ring, RingLayout.WRITER_SLEEPS));
      RingWriter writer = new RingWriter(ring);
      Doorbell readerBell = new Doorbell(ring, RingLayout.READER_SLEEPS);
      MemorySegment part = arena.allocate(3L * CAPACITY);
      ByteBuffer actions = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
      while (actions.remaining() >= ACTION_BYTES) {
        int action = actions.get() & 7;
        long number = actions.getLong();
        switch (action) {
          case 0 -> RingLayout.POSITION.setVolatile(ring.control(), (long) RingLayout.TAIL, number);
          case 1 -> RingLayout.POSITION.setVolatile(ring.control(), (long) RingLayout.HEAD, number);
          case 2, 3, 4 -> {
            long size = Long.remainderUnsigned(number, part.byteSize());
            long bytes = reader.read(part.asSlice(0, size));
            check(bytes, Math.min(size, CAPACITY));
          }
          case 5 -> {
            long size = Long.remainderUnsigned(number, part.byteSize());
            check(writer.write(part.asSlice(0, size), 0), Math.min(size, CAPACITY));
            readerBell.ring();
          }
          default ->
              memory.set(
                  ValueLayout.JAVA_INT,
                  Long.remainderUnsigned(number, RingLayout.CONTROL_BYTES) & ~3L,
                  (int) (number >>> 32));
        }
      }
    } catch (BrokenRingException _) {
      // The link would end here.
    }
  }

  private static void check(long bytes, long most) {
    if (bytes < 0 || bytes > most) {
      throw new AssertionError(bytes + " bytes of " + most);
    }
  }
}
