package dev.vaccel.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.InvalidArgumentException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Frames and bulk streams as they leave. */
class FrameWriterTest {
  private static final int LARGE = FrameLayout.INLINE_LIMIT + 1;

  private final ScriptedLink link = new ScriptedLink();
  private final FrameWriter writer = new FrameWriter(link);

  private static MemorySegment memory(byte[] bytes, boolean onHeap) {
    return onHeap
        ? MemorySegment.ofArray(bytes)
        : Arena.ofAuto().allocate(bytes.length).copyFrom(MemorySegment.ofArray(bytes));
  }

  private static BodyWriter call() {
    BodyWriter body = new BodyWriter();
    body.beginCall(1, 2, 3);
    return body;
  }

  @Test
  void frameWithoutBulkIsOneWrite() {
    BodyWriter body = call();
    body.putLong(4);
    writer.send(body, 5, 6);
    assertEquals(1, link.writes());
    byte[] expected =
        Frames.frame(
            FrameLayout.CALL,
            5,
            6,
            new byte[] {
              1, 0, 2, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0,
              0, 0, 0
            });
    assertArrayEquals(expected, link.written());
  }

  @Test
  void firstChunkOfBulkTravelsWithItsFrame() {
    BodyWriter body = call();
    body.putSegment(memory(Frames.pattern(LARGE, 1), false), LARGE);
    writer.send(body, 5, 6);
    assertEquals(1, link.writes());
  }

  @Test
  void bulkStreamIsTheSameForAnyChunksAndAnyMemory() {
    long seed = Long.getLong("vaccel.seed", 5);
    System.out.println("FrameWriterTest: -Dvaccel.seed=" + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 60; round++) {
      BodyWriter body = call();
      int count = 1 + random.nextInt(6);
      List<byte[]> stream = new ArrayList<>();
      long at = 0;
      for (int i = 0; i < count; i++) {
        int length = LARGE + random.nextInt(round % 3 == 0 ? 70 : 150_000);
        byte[] bytes = Frames.pattern(length, i);
        stream.add(new byte[(int) (FrameLayout.alignBulk(at) - at)]);
        stream.add(bytes);
        at = FrameLayout.alignBulk(at) + length;
        body.putSegment(memory(bytes, random.nextBoolean()), length);
      }
      assertEquals(at, body.bulk().streamBytes());
      int chunk = LARGE + random.nextInt(200_000);
      writer.maxPayload(chunk);
      writer.send(body, 9, 1);
      FrameReader reader =
          new FrameReader(new ScriptedLink().feed(link.written()), "p", FrameLayout.MAX_PAYLOAD);
      assertTrue(reader.next());
      assertEquals(at, reader.payload().get(FrameLayout.LONG, 16));
      MemorySegment received = Arena.ofAuto().allocate(at);
      long position = 0;
      while (reader.next()) {
        assertEquals(FrameLayout.BULK, reader.opcode());
        assertEquals(9, reader.sequence());
        assertEquals(Math.min(chunk, at - position), reader.bulkLeft());
        long length = reader.bulkLeft();
        reader.readBulk(received.asSlice(position, length));
        position += length;
      }
      assertArrayEquals(
          Frames.join(stream.toArray(byte[][]::new)), received.toArray(ValueLayout.JAVA_BYTE));
    }
  }

  @Test
  void chunksAreNeverLargerThanThePeerAccepts() {
    writer.maxPayload(Long.MAX_VALUE);
    BodyWriter body = call();
    int length = 3 * FrameLayout.BULK_CHUNK;
    body.putSegment(memory(new byte[length], false), length);
    writer.send(body, 1, 1);
    assertEquals(3, link.writes());
    writer.maxPayload(64 * 1024);
    writer.send(body, 1, 1);
    assertEquals(3 + length / (64 * 1024), link.writes());
  }

  @Test
  void otherFramesPassBetweenChunks() {
    // The link itself sends another frame in the middle, as another thread would.
    ScriptedLink interrupted =
        new ScriptedLink() {
          @Override
          public void write(MemorySegment[] parts, int count) {
            super.write(parts, count);
            if (writes() == 1) {
              super.write(
                  new MemorySegment[] {
                    memory(Frames.frame(FrameLayout.PING, 0, 0, new byte[8]), false)
                  },
                  1);
            }
          }
        };
    BodyWriter body = call();
    int length = 2 * FrameLayout.BULK_CHUNK;
    body.putSegment(memory(Frames.pattern(length, 3), false), length);
    new FrameWriter(interrupted).send(body, 1, 1);
    FrameReader reader =
        new FrameReader(
            new ScriptedLink().feed(interrupted.written()), "p", FrameLayout.MAX_PAYLOAD);
    List<Integer> opcodes = new ArrayList<>();
    while (reader.next()) {
      opcodes.add(reader.opcode());
    }
    assertEquals(
        List.of(FrameLayout.CALL, FrameLayout.BULK, FrameLayout.PING, FrameLayout.BULK), opcodes);
  }

  @Test
  void smallFramesHaveNoneOrEightBytes() {
    writer.sendSmall(FrameLayout.CANCEL, 7, 8, 0, 0);
    assertArrayEquals(Frames.frame(FrameLayout.CANCEL, 7, 8, new byte[0]), link.written());
    writer.sendSmall(FrameLayout.PING, 0, 0, 8, 0x0807060504030201L);
    assertArrayEquals(
        Frames.frame(FrameLayout.PING, 0, 0, new byte[] {1, 2, 3, 4, 5, 6, 7, 8}), link.written());
    assertThrows(
        IllegalArgumentException.class, () -> writer.sendSmall(FrameLayout.PONG, 0, 0, 16, 0));
  }

  @Test
  void numberOfBulkSegmentsIsLimited() {
    BodyWriter body = call();
    MemorySegment large = memory(new byte[LARGE], false);
    for (int i = 0; i < BulkList.MAX_SEGMENTS; i++) {
      body.putSegment(large, LARGE);
    }
    InvalidArgumentException e =
        assertThrows(InvalidArgumentException.class, () -> body.putSegment(large, LARGE));
    assertEquals(ErrorCode.INVALID_ARGUMENT, e.code());
    writer.send(body, 1, 1);
    assertTrue(link.written().length > BulkList.MAX_SEGMENTS * LARGE);
  }
}
