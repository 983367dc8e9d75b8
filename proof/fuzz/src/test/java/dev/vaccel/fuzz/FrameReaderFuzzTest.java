package dev.vaccel.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.vaccel.wire.FrameLayout;
import dev.vaccel.wire.FrameReader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** The stream of frames. First byte: most bytes of one read; the rest: the stream. */
class FrameReaderFuzzTest {
  private static final int LIMIT = FrameLayout.MAX_HELLO_PAYLOAD;
  private static final MemorySegment BULK = Arena.global().allocate(LIMIT);

  @FuzzTest
  void stream(byte[] data) {
    if (data.length == 0) {
      return;
    }
    int step = 1 + (data[0] & 0xff);
    byte[] stream = Arrays.copyOfRange(data, 1, data.length);
    Fuzzing.decode(
        data.length,
        () -> readAll(new FrameReader(new BytesLink(stream, step), "fuzz", LIMIT), step));
  }

  private static void readAll(FrameReader reader, int step) {
    while (reader.next()) {
      if (reader.length() < 0 || reader.length() > LIMIT) {
        throw new AssertionError("length " + reader.length());
      }
      if (reader.opcode() != FrameLayout.BULK) {
        if (reader.payload().byteSize() != reader.length()
            || (reader.payload().address() & 7) != 0) {
          throw new AssertionError("payload " + reader.payload());
        }
        continue;
      }
      // A part is taken, the rest left to be skipped; sometimes all.
      long taken = step % 3 == 0 ? reader.bulkLeft() : Math.min(step, reader.bulkLeft());
      reader.readBulk(BULK.asSlice(0, taken));
      if (step % 2 == 0) {
        reader.skipBulk();
      }
      if (step % 5 == 0) {
        reader.bulkDone();
      }
    }
  }
}
