package dev.vaccel.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ElementType;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.InvalidArgumentException;
import dev.vaccel.api.ProtocolException;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Shape;
import dev.vaccel.api.Tensor;
import dev.vaccel.api.VaccelException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies, true ones and ones that lie. */
class BodyReaderTest {
  private static final int LIMIT = FrameLayout.INLINE_LIMIT;

  private final BodyWriter out = new BodyWriter();
  private final BodyReader in = new BodyReader(false);

  /** A reader of what is written. */
  private BodyReader reading(Consumer<BodyWriter> write) {
    out.begin(FrameLayout.PING);
    write.accept(out);
    in.reset(out.frame(1, 1).asSlice(FrameLayout.HEADER_BYTES), stream(out));
    return in;
  }

  /** The bulk stream as a receiver has it. */
  private static MemorySegment stream(BodyWriter body) {
    long bytes = body.bulk().streamBytes();
    if (bytes == 0) {
      return Loopback.NONE;
    }
    MemorySegment stream = Arena.ofAuto().allocate(bytes, 64);
    MemorySegment[] parts = new MemorySegment[600];
    int count = body.bulk().cursor().take((int) bytes, Arena.ofAuto().allocate(bytes), parts, 0);
    long at = 0;
    for (int i = 0; i < count; i++) {
      MemorySegment.copy(parts[i], 0, stream, at, parts[i].byteSize());
      at += parts[i].byteSize();
    }
    assertEquals(bytes, at);
    return stream;
  }

  private void assertMalformed(Consumer<BodyReader> read, Consumer<BodyWriter> write) {
    VaccelException e = assertThrows(ProtocolException.class, () -> read.accept(reading(write)));
    assertEquals(ErrorCode.MALFORMED_BODY, e.code());
  }

  private static MemorySegment memory(int bytes, int seed, boolean onHeap) {
    MemorySegment heap = MemorySegment.ofArray(Frames.pattern(bytes, seed));
    return onHeap ? heap : Arena.ofAuto().allocate(bytes).copyFrom(heap);
  }

  private static byte[] bytes(MemorySegment segment) {
    return segment.toArray(ValueLayout.JAVA_BYTE);
  }

  /** One field: how it is written, and a check that it is read as written. */
  private record Field(Consumer<BodyWriter> write, Consumer<BodyReader> check) {
    static Field random(Random random) {
      return switch (random.nextInt(8)) {
        case 0 -> {
          long value = random.nextLong() >> random.nextInt(64);
          yield new Field(o -> o.putLong(value), i -> assertEquals(value, i.getLong()));
        }
        case 1 -> {
          float value = Float.intBitsToFloat(random.nextInt());
          yield new Field(
              o -> o.putFloat(value),
              i ->
                  assertEquals(
                      Float.floatToRawIntBits(value), Float.floatToRawIntBits(i.getFloat())));
        }
        case 2 -> {
          double value = Double.longBitsToDouble(random.nextLong());
          yield new Field(
              o -> o.putDouble(value),
              i ->
                  assertEquals(
                      Double.doubleToRawLongBits(value),
                      Double.doubleToRawLongBits(i.getDouble())));
        }
        case 3 -> {
          String value = "\u00e4\u4e2d\ud83d\ude00x\0".repeat(random.nextInt(40));
          yield new Field(o -> o.putString(value), i -> assertEquals(value, i.getString()));
        }
        case 4 -> {
          byte[] id = new byte[ResourceId.BYTES];
          random.nextBytes(id);
          yield new Field(
              o -> o.putResource(ResourceId.of(id)),
              i -> assertArrayEquals(id, i.getResource().bytes()));
        }
        case 5 -> {
          long[] dims = new long[random.nextInt(Shape.MAX_RANK + 1)];
          long count = 1;
          for (int d = 0; d < dims.length; d++) {
            dims[d] = random.nextInt(3);
            count *= dims[d];
          }
          MemorySegment data = memory((int) count * 4, random.nextInt(), random.nextBoolean());
          Tensor tensor = new Tensor(ElementType.F32, Shape.of(dims), data);
          yield new Field(
              o -> o.putTensor(tensor),
              i -> {
                Tensor read = i.getTensor();
                assertEquals(tensor.shape(), read.shape());
                assertSame(tensor.elementType(), read.elementType());
                assertArrayEquals(bytes(tensor.data()), bytes(read.data()));
              });
        }
        default -> {
          int length = random.nextInt(random.nextBoolean() ? 50 : 3 * LIMIT);
          MemorySegment data = memory(length, random.nextInt(), random.nextBoolean());
          boolean known = random.nextBoolean();
          yield new Field(
              o -> o.putSegment(data, length),
              i ->
                  assertArrayEquals(
                      bytes(data), bytes(known ? i.getSegment(length) : i.getSegment())));
        }
      };
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void readsWhatWasWritten(boolean copies) {
    long seed = Long.getLong("vaccel.seed", 31);
    System.out.println("BodyReaderTest: -Dvaccel.seed=" + seed);
    Random random = new Random(seed);
    BodyReader reader = new BodyReader(copies);
    for (int round = 0; round < 150; round++) {
      List<Field> fields = new ArrayList<>();
      for (int i = random.nextInt(30); i > 0; i--) {
        fields.add(Field.random(random));
      }
      reading(o -> fields.forEach(f -> f.write().accept(o)));
      reader.reset(out.frame(1, 1).asSlice(FrameLayout.HEADER_BYTES), stream(out));
      fields.forEach(f -> f.check().accept(reader));
      reader.end();
    }
  }

  @Test
  void everyTruncationIsMalformed() {
    Random random = new Random(8);
    for (int round = 0; round < 30; round++) {
      List<Field> fields = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        fields.add(Field.random(random));
      }
      reading(o -> fields.forEach(f -> f.write().accept(o)));
      MemorySegment body = out.frame(1, 1).asSlice(FrameLayout.HEADER_BYTES);
      MemorySegment bulk = stream(out);
      for (int i = 0; i < 20; i++) {
        in.reset(body.asSlice(0, random.nextLong(body.byteSize())), bulk);
        assertReadFails(fields);
        if (bulk.byteSize() > 0) {
          in.reset(body, bulk.asSlice(0, random.nextLong(bulk.byteSize())));
          assertReadFails(fields);
        }
      }
    }
  }

  private void assertReadFails(List<Field> fields) {
    ProtocolException e =
        assertThrows(
            ProtocolException.class,
            () -> {
              fields.forEach(f -> f.check().accept(in));
              in.end();
            });
    assertEquals(ErrorCode.MALFORMED_BODY, e.code());
  }

  @Test
  void reservedSegmentsSurviveTheGrowthOfTheBuffer() {
    long seed = Long.getLong("vaccel.seed", 12);
    Random random = new Random(seed);
    for (int round = 0; round < 100; round++) {
      List<MemorySegment> reserved = new ArrayList<>();
      List<byte[]> expected = new ArrayList<>();
      reading(
          o -> {
            for (int i = 0; i < 12; i++) {
              byte[] content = Frames.pattern(random.nextInt(900), i);
              expected.add(content);
              MemorySegment memory = o.reserveInline(content.length);
              reserved.add(memory);
              // Some are filled at once, before the buffer moves, the others at the end.
              if (i % 3 == 0) {
                memory.copyFrom(MemorySegment.ofArray(content));
              }
              o.putString("x".repeat(random.nextInt(300)));
            }
            for (int i = 0; i < 12; i++) {
              if (i % 3 != 0) {
                reserved.get(i).copyFrom(MemorySegment.ofArray(expected.get(i)));
              }
            }
          });
      for (byte[] content : expected) {
        assertArrayEquals(content, bytes(in.getSegment()));
        in.getString();
      }
      in.end();
    }
  }

  @Test
  void reservedMemoryShowsOnlyZerosOrFramesOfTheSameWriter() {
    BodyWriter fresh = new BodyWriter();
    fresh.beginReply();
    for (int i = 0; i < 50; i++) {
      assertArrayEquals(new byte[1000], bytes(fresh.reserveInline(1000)));
    }
  }

  @Test
  void paddingIsAlwaysZero() {
    out.begin(FrameLayout.PING);
    out.putSegment(MemorySegment.ofArray(Frames.pattern(16, 1)), 16);
    out.frame(1, 1);
    out.begin(FrameLayout.PING);
    out.putString("x");
    out.reserveInline(1).fill((byte) 9);
    MemorySegment frame = out.frame(1, 1);
    assertArrayEquals(
        new byte[] {
          1, 0, 0, 0, 0, 0, 0, 0, 'x', 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
          0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0
        },
        bytes(frame.asSlice(FrameLayout.HEADER_BYTES)));
  }

  @Test
  void segmentsAroundTheInlineLimitTravelWhereTheyBelong() {
    for (int length : new int[] {0, 1, LIMIT - 1, LIMIT, LIMIT + 1, 100_000}) {
      MemorySegment data = memory(length, 3, true);
      reading(o -> o.putSegment(data, length));
      assertEquals(length > LIMIT ? length : 0, out.bulk().streamBytes());
      assertArrayEquals(bytes(data), bytes(in.getSegment()));
      in.end();
    }
  }

  @Test
  void placeMustFitTheLength() {
    assertMalformed(BodyReader::getSegment, o -> writeSegment(o, LIMIT + 8, 0, LIMIT + 8));
    assertMalformed(BodyReader::getSegment, o -> writeSegment(o, LIMIT, 1, 0));
    assertMalformed(BodyReader::getSegment, o -> writeSegment(o, 8, 2, 8));
    assertMalformed(BodyReader::getSegment, o -> writeSegment(o, 8, -1, 8));
  }

  private static void writeSegment(BodyWriter o, long length, long place, int contentBytes) {
    o.putLong(length);
    o.putLong(place);
    for (int i = 0; i < contentBytes; i += 8) {
      o.putLong(0);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MIN_VALUE, 9, 16, LIMIT, Long.MAX_VALUE, Long.MAX_VALUE - 6})
  void lengthsThatLieAreMalformed(long length) {
    assertMalformed(BodyReader::getSegment, o -> writeSegment(o, length, 0, 8));
    assertMalformed(BodyReader::getSegment, o -> writeSegment(o, length, 1, 8));
    assertMalformed(i -> i.getSegment(8), o -> writeSegment(o, length, 0, 8));
    assertMalformed(
        BodyReader::getString,
        o -> {
          o.putLong(length);
          o.putLong(0);
        });
    assertMalformed(
        i -> i.getInto(Arena.ofAuto().allocate(8), 8, false), o -> writeSegment(o, length, 0, 8));
  }

  @Test
  void bulkSegmentsCannotLeaveTheStream() {
    MemorySegment data = memory(2 * LIMIT, 1, true);
    reading(o -> o.putSegment(data, data.byteSize()));
    MemorySegment body = out.frame(1, 1).asSlice(FrameLayout.HEADER_BYTES);
    MemorySegment whole = stream(out);
    in.reset(body, whole.asSlice(0, whole.byteSize() - 1));
    assertThrows(ProtocolException.class, in::getSegment);
    in.reset(body);
    assertThrows(ProtocolException.class, in::getSegment);
    // And what is there must be used.
    in.reset(body, Arena.ofAuto().allocate(whole.byteSize() + 1));
    in.getSegment();
    assertThrows(ProtocolException.class, in::end);
  }

  @Test
  void countsAreComparedWithWhatIsThere() {
    for (long count : new long[] {-1, 3, 1L << 32, Long.MAX_VALUE}) {
      assertMalformed(
          i -> i.getCount(16),
          o -> {
            o.putLong(count);
            for (int i = 0; i < 5; i++) {
              o.putLong(0);
            }
          });
    }
    assertEquals(
        2,
        reading(
                o -> {
                  o.putLong(2);
                  for (int i = 0; i < 4; i++) {
                    o.putLong(0);
                  }
                })
            .getCount(16));
  }

  @Test
  void numbersStayInTheirRange() {
    assertMalformed(BodyReader::getInt, o -> o.putLong(1L << 31));
    assertMalformed(BodyReader::getInt, o -> o.putLong(-(1L << 31) - 1));
    assertMalformed(BodyReader::getBoolean, o -> o.putLong(2));
    assertMalformed(BodyReader::getFloat, o -> o.putLong(1L << 32));
    assertMalformed(BodyReader::getFloat, o -> o.putLong(-1));
    assertMalformed(i -> i.getLong(Byte.MIN_VALUE, Byte.MAX_VALUE), o -> o.putLong(128));
    assertEquals(Integer.MIN_VALUE, reading(o -> o.putLong(Integer.MIN_VALUE)).getInt());
    assertFalse(reading(o -> o.putLong(0)).getBoolean());
  }

  @Test
  void textMustBeUtf8() {
    // Overlong, a lone surrogate, a cut sequence, a stray byte.
    for (long bad : new long[] {0xafc0L, 0x80a0edL, 0xe4L, 0x80L, 0xffL}) {
      assertMalformed(
          BodyReader::getString,
          o -> {
            o.putLong(bad > 0xffff ? 3 : bad > 0xff ? 2 : 1);
            o.putLong(bad);
          });
    }
  }

  @ParameterizedTest
  @EnumSource(ElementType.class)
  void everyElementTypeTravels(ElementType type) {
    int bytes = type == ElementType.STRING ? 8 : 6 * type.bytes();
    Tensor tensor =
        type == ElementType.STRING
            ? Tensor.ofStrings(Shape.of(2, 1), List.of("", "abcd"))
            : new Tensor(type, Shape.of(2, 3), memory(bytes, 1, true));
    Tensor read = reading(o -> o.putTensor(tensor)).getTensor();
    assertSame(type, read.elementType());
    assertEquals(tensor.shape(), read.shape());
    assertArrayEquals(bytes(tensor.data()), bytes(read.data()));
  }

  private static void writeTensor(BodyWriter o, long type, long[] dims, long rank, int bytes) {
    o.putLong(type);
    o.putLong(rank);
    for (long dim : dims) {
      o.putLong(dim);
    }
    writeSegment(o, bytes, 0, bytes);
  }

  @Test
  void tensorsThatLieAreRefused() {
    long f32 = ElementType.F32.number();
    assertMalformed(BodyReader::getTensor, o -> writeTensor(o, 0, new long[] {2}, 1, 8));
    assertMalformed(BodyReader::getTensor, o -> writeTensor(o, 15, new long[] {2}, 1, 8));
    assertMalformed(BodyReader::getTensor, o -> writeTensor(o, 1L << 32, new long[] {2}, 1, 8));
    assertMalformed(BodyReader::getTensor, o -> writeTensor(o, f32, new long[17], 17, 0));
    assertMalformed(BodyReader::getTensor, o -> writeTensor(o, f32, new long[] {-1}, 1, 8));
    assertMalformed(BodyReader::getTensor, o -> writeTensor(o, f32, new long[] {2}, -1, 8));
    for (long[] dims :
        new long[][] {
          {3}, {1}, {}, {1L << 62, 4}, {1L << 62, 1L << 62}, {0, 2}, {Long.MAX_VALUE}
        }) {
      InvalidArgumentException e =
          assertThrows(
              InvalidArgumentException.class,
              () -> reading(o -> writeTensor(o, f32, dims, dims.length, 8)).getTensor());
      assertEquals(ErrorCode.SIZE_MISMATCH, e.code());
    }
  }

  @Test
  void stringTensorsThatLieAreRefused() {
    for (long content : new long[] {5, 0xffff_ffffL, 0x7fff_ffffL, 1, 0}) {
      InvalidArgumentException e =
          assertThrows(
              InvalidArgumentException.class,
              () ->
                  reading(
                          o -> {
                            o.putLong(ElementType.STRING.number());
                            o.putLong(1);
                            o.putLong(1);
                            o.putLong(8);
                            o.putLong(0);
                            o.putLong(content);
                          })
                      .getTensor());
      assertEquals(ErrorCode.SIZE_MISMATCH, e.code());
    }
  }

  @Test
  void nothingMayBeLeft() {
    assertMalformed(
        i -> {
          i.getLong();
          i.end();
        },
        o -> {
          o.putLong(1);
          o.putLong(2);
        });
  }

  @Test
  void copyingReaderOutlivesItsBody() {
    BodyReader copying = new BodyReader(true);
    reading(o -> o.putSegment(memory(9, 4, true), 9));
    MemorySegment body = Arena.ofAuto().allocate(32, 8);
    body.copyFrom(out.frame(1, 1).asSlice(FrameLayout.HEADER_BYTES));
    copying.reset(body);
    MemorySegment read = copying.getSegment();
    body.fill((byte) 0);
    assertArrayEquals(Frames.pattern(9, 4), bytes(read));
    // Aligned for any element type.
    assertTrue(copyAccepts(read));
  }

  private static boolean copyAccepts(MemorySegment read) {
    return read.get(ValueLayout.JAVA_LONG, 0) != 0;
  }
}
