package dev.vaccel.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ElementType;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.InvalidArgumentException;
import dev.vaccel.api.ProtocolException;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Shape;
import dev.vaccel.api.Tensor;
import dev.vaccel.wire.Sampler.All;
import dev.vaccel.wire.Sampler.Color;
import dev.vaccel.wire.Sampler.Inner;
import dev.vaccel.wire.Sampler.Item;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the generator made of {@link Sampler}, through the codec and back. */
class GeneratedBindingTest {
  private static final List<Color> COLORS = List.of(Color.RED, Color.GREEN, Color.BLUE);

  private final Target target = new Target();
  private final Loopback<Sampler> loop = new Loopback<>(new SamplerBinding(), target);
  private final Sampler stub = loop.stub();

  /** Remembers what it was given. */
  private static final class Target implements Sampler {
    private int calls;

    @Override
    public All same(
        boolean z,
        byte b,
        short s,
        int i,
        long j,
        float f,
        double d,
        String t,
        ResourceId r,
        Tensor x,
        Color c,
        Item h,
        Inner inner,
        List<List<Inner>> nested,
        List<Color> colors) {
      calls++;
      return new All(z, b, s, i, j, f, d, t, r, x, c, h, inner, nested, colors);
    }

    @Override
    public long memory(
        MemorySegment in,
        int n,
        MemorySegment target,
        Color reply,
        MemorySegment sender,
        MemorySegment call) {
      calls++;
      assertEquals(8L * n, target.byteSize());
      assertEquals(in.byteSize() + n, sender.byteSize());
      assertEquals(Math.max(in.byteSize(), 2L * n), call.byteSize());
      for (MemorySegment aligned : new MemorySegment[] {in, target, sender, call}) {
        assertEquals(0, aligned.address() & 7);
      }
      long sum = sum(in) + 1000 * sum(sender) + (reply == Color.RED ? 0 : 1_000_000 * sum(target));
      target.fill((byte) 3);
      call.fill((byte) 4);
      return sum;
    }

    @Override
    public MemorySegment returned(long bytes) {
      calls++;
      return filled(bytes, 9);
    }
  }

  private static long sum(MemorySegment memory) {
    long sum = 0;
    for (byte b : memory.toArray(ValueLayout.JAVA_BYTE)) {
      sum += b;
    }
    return sum;
  }

  private static MemorySegment filled(long bytes, int value) {
    byte[] array = new byte[(int) bytes];
    Arrays.fill(array, (byte) value);
    return MemorySegment.ofArray(array);
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(20); i > 0; i--) {
      int[] alphabets = {'a', 0xe4, 0x4e2d, 0x1f600, 0};
      text.appendCodePoint(alphabets[random.nextInt(alphabets.length)] + random.nextInt(9));
    }
    return text.toString();
  }

  private static MemorySegment memory(Random random) {
    int[] sizes = {0, 1, 7, 8, 9, 100, FrameLayout.INLINE_LIMIT, FrameLayout.INLINE_LIMIT + 1};
    byte[] bytes = new byte[sizes[random.nextInt(sizes.length)]];
    random.nextBytes(bytes);
    return MemorySegment.ofArray(bytes);
  }

  private static Inner inner(Random random) {
    List<Double> numbers = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      numbers.add(Double.longBitsToDouble(random.nextLong()));
    }
    return new Inner(text(random), numbers, memory(random));
  }

  private static All all(Random random) {
    byte[] id = new byte[ResourceId.BYTES];
    random.nextBytes(id);
    List<List<Inner>> nested = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      List<Inner> list = new ArrayList<>();
      for (int k = random.nextInt(4); k > 0; k--) {
        list.add(inner(random));
      }
      nested.add(list);
    }
    List<Color> colors = new ArrayList<>();
    for (int i = random.nextInt(5); i > 0; i--) {
      colors.add(COLORS.get(random.nextInt(COLORS.size())));
    }
    MemorySegment data = memory(random);
    return new All(
        random.nextBoolean(),
        (byte) random.nextInt(),
        (short) random.nextInt(),
        random.nextInt(),
        random.nextLong(),
        Float.intBitsToFloat(random.nextInt()),
        Double.longBitsToDouble(random.nextLong()),
        text(random),
        ResourceId.of(id),
        new Tensor(ElementType.U8, Shape.of(1, data.byteSize()), data),
        COLORS.get(random.nextInt(COLORS.size())),
        new Item(random.nextLong()),
        inner(random),
        nested,
        colors);
  }

  private static String shown(Inner inner) {
    return inner.text()
        + inner.numbers().stream().map(Double::doubleToRawLongBits).toList()
        + Arrays.toString(inner.memory().toArray(ValueLayout.JAVA_BYTE));
  }

  private static String shown(All all) {
    return List.of(
            all.z(),
            all.b(),
            all.s(),
            all.i(),
            all.j(),
            Float.floatToRawIntBits(all.f()),
            Double.doubleToRawLongBits(all.d()),
            all.t(),
            all.r(),
            all.x().shape(),
            Arrays.toString(all.x().data().toArray(ValueLayout.JAVA_BYTE)),
            all.c(),
            all.h(),
            shown(all.inner()),
            all.nested().stream().map(l -> l.stream().map(i -> shown(i)).toList()).toList(),
            all.colors())
        .toString();
  }

  private All call(All a) {
    return stub.same(
        a.z(),
        a.b(),
        a.s(),
        a.i(),
        a.j(),
        a.f(),
        a.d(),
        a.t(),
        a.r(),
        a.x(),
        a.c(),
        a.h(),
        a.inner(),
        a.nested(),
        a.colors());
  }

  @Test
  void everyTypeArrivesAsItWasSent() {
    long seed = Long.getLong("vaccel.seed", 4711);
    System.out.println("GeneratedBindingTest: -Dvaccel.seed=" + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      All sent = all(random);
      assertEquals(shown(sent), shown(call(sent)));
    }
    assertEquals(200, target.calls);
  }

  @Test
  void memoryTravelsInItsDirection() {
    for (int bytes : new int[] {0, 3, 16_000, 20_000, 100_001}) {
      MemorySegment inOut = filled(8L * bytes, 1);
      MemorySegment out = filled(2L * bytes + 5, 0);
      long sum =
          stub.memory(filled(bytes, 1), bytes, inOut, Color.GREEN, filled(2L * bytes, 1), out);
      assertEquals(bytes + 1000L * 2 * bytes + 1_000_000L * 8 * bytes, sum);
      assertEquals(3L * 8 * bytes, sum(inOut));
      assertEquals(4L * 2 * bytes, sum(out));
      // What lies behind the size stays as it was.
      assertEquals(0, out.get(ValueLayout.JAVA_BYTE, 2L * bytes));
    }
  }

  @Test
  void inOutMemoryThatIsNotReadDoesNotTravelThere() {
    MemorySegment inOut = filled(80_000, 1);
    int before = target.calls;
    stub.memory(filled(8, 1), 10_000, inOut, Color.RED, filled(10_008, 1), filled(20_000, 0));
    assertEquals(before + 1, target.calls);
    assertTrue(loop.request().length < 80_000, loop.request().length + " bytes were sent");
    assertEquals(3L * 80_000, sum(inOut));
  }

  @Test
  void operationThatReturnsMemoryRunsOnce() {
    for (long bytes : new long[] {0, 5, 20_000}) {
      int before = target.calls;
      assertArrayEquals(
          filled(bytes, 9).toArray(ValueLayout.JAVA_BYTE),
          stub.returned(bytes).toArray(ValueLayout.JAVA_BYTE));
      assertEquals(before + 1, target.calls);
    }
  }

  @Test
  void stubRefusesMemoryThatIsTooSmall() {
    InvalidArgumentException e =
        assertThrows(
            InvalidArgumentException.class,
            () ->
                stub.memory(
                    filled(8, 0), 10, filled(79, 0), Color.RED, filled(18, 0), filled(20, 0)));
    assertEquals(ErrorCode.SIZE_MISMATCH, e.code());
    assertTrue(e.getMessage().startsWith("sampler.memory: target:"), e.getMessage());
    assertTrue(e.getMessage().contains("80 bytes, the segment has 79"), e.getMessage());
  }

  @Test
  void negativeSizesAreRefusedOnBothSides() {
    InvalidArgumentException e =
        assertThrows(
            InvalidArgumentException.class,
            () ->
                stub.memory(filled(0, 0), -1, filled(9, 0), Color.RED, filled(9, 0), filled(9, 0)));
    assertEquals(ErrorCode.SIZE_MISMATCH, e.code());
    BodyWriter body = new BodyWriter();
    body.begin(FrameLayout.PING);
    body.putLong(-1);
    body.putLong(Color.GREEN.number());
    body.putSegment(filled(0, 0), 0);
    body.putSegment(filled(8, 0), 8);
    assertEquals(ErrorCode.SIZE_MISMATCH, dispatchFails(2, body).code());
  }

  @Test
  void unknownEnumNumberIsMalformed() {
    BodyWriter body = new BodyWriter();
    body.begin(FrameLayout.PING);
    body.putLong(1);
    body.putLong(3);
    ProtocolException e =
        assertThrows(
            ProtocolException.class,
            () -> {
              throw dispatchFails(2, body);
            });
    assertEquals(ErrorCode.MALFORMED_BODY, e.code());
    assertEquals("Color 3", e.getMessage());
  }

  @Test
  void unknownOperationIsUnsupported() {
    BodyWriter body = new BodyWriter();
    body.begin(FrameLayout.PING);
    assertEquals(ErrorCode.UNKNOWN_OPERATION, dispatchFails(4, body).code());
  }

  private dev.vaccel.api.VaccelException dispatchFails(int code, BodyWriter body) {
    BodyReader in = new BodyReader(false);
    in.reset(body.frame(0, 0).asSlice(FrameLayout.HEADER_BYTES));
    return assertThrows(
        dev.vaccel.api.VaccelException.class,
        () -> new SamplerBinding().dispatch(code, target, in, new Loopback.Reply()));
  }
}
