package dev.vaccel.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ProtocolException;
import dev.vaccel.api.TransportException;
import dev.vaccel.api.VaccelException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameReaderTest {
  private static final int LIMIT = 64 * 1024;

  /** A frame as the reader gave it. */
  private record Seen(int opcode, int sequence, int session, String payload) {
    static Seen of(int opcode, int sequence, int session, byte[] payload) {
      return new Seen(opcode, sequence, session, java.util.HexFormat.of().formatHex(payload));
    }
  }

  private static List<Seen> readAll(byte[] input, IntUnaryOperator cuts) {
    FrameReader reader = new FrameReader(new ScriptedLink().feed(input).cut(cuts), "peer", LIMIT);
    List<Seen> seen = new ArrayList<>();
    while (reader.next()) {
      byte[] payload;
      if (reader.opcode() == FrameLayout.BULK) {
        MemorySegment taken = Arena.ofAuto().allocate(reader.bulkLeft());
        // In two parts, so that parts end inside what is buffered, too.
        long half = taken.byteSize() / 2;
        reader.readBulk(taken.asSlice(0, half));
        reader.readBulk(taken.asSlice(half));
        payload = taken.toArray(ValueLayout.JAVA_BYTE);
      } else {
        assertEquals(0, reader.payload().address() & 7, "aligned");
        payload = reader.payload().toArray(ValueLayout.JAVA_BYTE);
      }
      seen.add(Seen.of(reader.opcode(), reader.sequence(), reader.session(), payload));
    }
    return seen;
  }

  private static byte[] mixture(List<Seen> expected) {
    List<byte[]> frames = new ArrayList<>();
    // Bulk of odd lengths between frames: what follows lies at odd places of the stream.
    int[][] shape = {
      {FrameLayout.CALL, 40},
      {FrameLayout.BULK, 13},
      {FrameLayout.PING, 8},
      {FrameLayout.BULK, 1},
      {FrameLayout.CANCEL, 0},
      {FrameLayout.BULK, 7},
      {FrameLayout.CALL, 24}
    };
    for (int i = 0; i < shape.length; i++) {
      byte[] payload = Frames.pattern(shape[i][1], i);
      frames.add(Frames.frame(shape[i][0], -i, i, payload));
      expected.add(Seen.of(shape[i][0], -i, i, payload));
    }
    return Frames.join(frames.toArray(byte[][]::new));
  }

  @Test
  void readsTheSameWhereverTheStreamIsCut() {
    List<Seen> expected = new ArrayList<>();
    byte[] input = mixture(expected);
    for (int cut = 1; cut < input.length; cut++) {
      int at = cut;
      assertEquals(expected, readAll(input, from -> from < at ? at - from : input.length), "" + at);
    }
    for (int step = 1; step < 40; step++) {
      int bytes = step;
      assertEquals(expected, readAll(input, _ -> bytes), step + " bytes at a time");
    }
  }

  @Test
  void readsLongRandomStreams() {
    long seed = Long.getLong("vaccel.seed", 99);
    System.out.println("FrameReaderTest: -Dvaccel.seed=" + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 20; round++) {
      List<byte[]> frames = new ArrayList<>();
      List<Seen> expected = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        boolean bulk = random.nextBoolean();
        int length = 1 + random.nextInt(1 << random.nextInt(16));
        byte[] payload = Frames.pattern(bulk ? length : length & -8, i);
        int opcode = bulk ? FrameLayout.BULK : FrameLayout.REPLY;
        frames.add(Frames.frame(opcode, i, round, payload));
        expected.add(Seen.of(opcode, i, round, payload));
      }
      byte[] input = Frames.join(frames.toArray(byte[][]::new));
      assertEquals(expected, readAll(input, _ -> 1 + random.nextInt(1 << random.nextInt(17))));
    }
  }

  @Test
  void everyTruncationIsSeen() {
    byte[] input = mixture(new ArrayList<>());
    for (int length = 1; length < input.length; length++) {
      byte[] start = java.util.Arrays.copyOf(input, length);
      try {
        List<Seen> seen = readAll(start, _ -> 5);
        // The end fell between two frames.
        int bytes = 0;
        for (Seen frame : seen) {
          bytes += FrameLayout.HEADER_BYTES + frame.payload().length() / 2;
        }
        assertEquals(length, bytes);
      } catch (TransportException e) {
        assertEquals(ErrorCode.CONNECTION_LOST, e.code());
        assertTrue(e.getMessage().contains("peer ended inside a frame"), e.getMessage());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, Integer.MIN_VALUE, LIMIT + 1, LIMIT + 8, Integer.MAX_VALUE})
  void refusesLengthsBeforeMemoryIsTaken(int length) {
    for (int opcode : new int[] {FrameLayout.CALL, FrameLayout.BULK}) {
      VaccelException e = refused(Frames.raw(length, opcode, 1, 1, new byte[100]));
      assertEquals(ErrorCode.FRAME_TOO_LARGE, e.code());
      assertTrue(e.getMessage().contains(Integer.toUnsignedString(length)), e.getMessage());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 12, 127, 255})
  void refusesUnknownOpcodes(int opcode) {
    VaccelException e = refused(Frames.raw(0, opcode, 1, 1, new byte[0]));
    assertEquals(ErrorCode.MALFORMED_FRAME, e.code());
    assertTrue(e.getMessage().contains("opcode " + opcode + " is not known"), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(ints = {0x100, 0x8000, 0x10000, 0x80000000})
  void refusesFlagsAndReservedBytes(int bits) {
    VaccelException e = refused(Frames.raw(0, FrameLayout.PING | bits, 1, 1, new byte[0]));
    assertEquals(ErrorCode.MALFORMED_FRAME, e.code());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 7, 9, 4097})
  void refusesPayloadsThatAreNoMultipleOfEight(int length) {
    VaccelException e = refused(Frames.raw(length, FrameLayout.CALL, 1, 1, new byte[length]));
    assertEquals(ErrorCode.MALFORMED_FRAME, e.code());
    assertTrue(e.getMessage().contains("CALL of " + length + " bytes"), e.getMessage());
  }

  @Test
  void refusesEmptyBulk() {
    assertEquals(
        ErrorCode.MALFORMED_FRAME,
        refused(Frames.raw(0, FrameLayout.BULK, 1, 1, new byte[0])).code());
  }

  private static VaccelException refused(byte[] input) {
    FrameReader reader = new FrameReader(new ScriptedLink().feed(input), "peer", LIMIT);
    return assertThrows(ProtocolException.class, reader::next);
  }

  @Test
  void limitMayBeRaisedAfterTheHandshake() {
    byte[] payload = Frames.pattern(LIMIT + 8, 1);
    ScriptedLink link = new ScriptedLink();
    FrameReader reader = new FrameReader(link, "peer", LIMIT);
    link.feed(Frames.frame(FrameLayout.HELLO, 0, 0, new byte[8]));
    assertTrue(reader.next());
    reader.maxPayload(LIMIT + 8);
    link.feed(Frames.frame(FrameLayout.CALL, 1, 1, payload));
    assertTrue(reader.next());
    assertArrayEquals(payload, reader.payload().toArray(ValueLayout.JAVA_BYTE));
  }

  @Test
  void bulkThatNobodyTookIsSkipped() {
    byte[] input =
        Frames.join(
            Frames.frame(FrameLayout.BULK, 1, 1, Frames.pattern(60_001, 1)),
            Frames.frame(FrameLayout.BULK, 2, 1, Frames.pattern(3, 2)),
            Frames.frame(FrameLayout.PING, 3, 0, Frames.pattern(8, 3)));
    for (int step : new int[] {1000, 7, Integer.MAX_VALUE}) {
      FrameReader reader =
          new FrameReader(new ScriptedLink().feed(input).cut(_ -> step), "peer", LIMIT);
      assertTrue(reader.next());
      reader.readBulk(Arena.ofAuto().allocate(100));
      assertEquals(59_901, reader.bulkLeft());
      assertTrue(reader.next());
      assertEquals(2, reader.sequence());
      reader.skipBulk();
      assertEquals(0, reader.bulkLeft());
      assertTrue(reader.next());
      assertArrayEquals(Frames.pattern(8, 3), reader.payload().toArray(ValueLayout.JAVA_BYTE));
      assertFalse(reader.next());
    }
  }

  @Test
  void moreThanTheFrameHoldsCannotBeTaken() {
    FrameReader reader =
        new FrameReader(
            new ScriptedLink().feed(Frames.frame(FrameLayout.BULK, 1, 1, new byte[10])),
            "p",
            LIMIT);
    assertTrue(reader.next());
    MemorySegment eleven = Arena.ofAuto().allocate(11);
    assertThrows(IllegalArgumentException.class, () -> reader.readBulk(eleven));
  }

  @Test
  void smallFrameCostsOneRead() {
    ScriptedLink link = new ScriptedLink();
    FrameReader reader = new FrameReader(link, "peer", LIMIT);
    link.feed(Frames.frame(FrameLayout.CALL, 1, 1, new byte[24]));
    assertTrue(reader.next());
    assertEquals(1, link.reads());
  }

  @Test
  void aFrameLargerThanTheFirstBufferTakesALargerOneOnce() {
    ScriptedLink link = new ScriptedLink();
    FrameReader reader = new FrameReader(link, "peer", LIMIT);
    for (int i = 0; i < 4; i++) {
      link.feed(Frames.frame(FrameLayout.CALL, i + 1, 1, Frames.pattern(20_000, i)));
    }
    for (int i = 0; i < 4; i++) {
      assertTrue(reader.next());
      assertArrayEquals(Frames.pattern(20_000, i), reader.payload().toArray(ValueLayout.JAVA_BYTE));
    }
    // The start of the first; all of it and more; the rest.
    assertEquals(3, link.reads());
  }

  @Test
  void bulkGoesPastTheBufferOnceItIsExpected() {
    ScriptedLink link = new ScriptedLink();
    FrameReader reader = new FrameReader(link, "peer", LIMIT);
    MemorySegment target = Arena.ofAuto().allocate(60_000);
    for (int i = 0; i < 3; i++) {
      link.feed(Frames.frame(FrameLayout.BULK, 1, 1, Frames.pattern(60_000, i)));
    }
    for (int i = 0; i < 3; i++) {
      assertTrue(reader.next());
      reader.readBulk(target);
      assertArrayEquals(Frames.pattern(60_000, i), target.toArray(ValueLayout.JAVA_BYTE));
    }
    // The first one's header with its start, and its rest; then each header alone, so that the
    // payload is read to where it belongs.
    assertEquals(6, link.reads());
  }
}
