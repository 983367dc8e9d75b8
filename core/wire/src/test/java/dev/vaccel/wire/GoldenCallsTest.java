package dev.vaccel.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vaccel.api.Annotation;
import dev.vaccel.api.BlasApi;
import dev.vaccel.api.BlasApiBinding;
import dev.vaccel.api.ElementType;
import dev.vaccel.api.ExecApi;
import dev.vaccel.api.ExecApiBinding;
import dev.vaccel.api.ExecArgument;
import dev.vaccel.api.ExecKind;
import dev.vaccel.api.ExecResult;
import dev.vaccel.api.ImageApi;
import dev.vaccel.api.ImageApiBinding;
import dev.vaccel.api.Label;
import dev.vaccel.api.MaskClass;
import dev.vaccel.api.ModelHandle;
import dev.vaccel.api.ModelInfo;
import dev.vaccel.api.NamedTensor;
import dev.vaccel.api.NoopApi;
import dev.vaccel.api.NoopApiBinding;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Segmentation;
import dev.vaccel.api.Shape;
import dev.vaccel.api.Tensor;
import dev.vaccel.api.TensorApi;
import dev.vaccel.api.TensorApiBinding;
import dev.vaccel.api.Transpose;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.Proxy;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** The committed bytes of calls and replies, through the bindings of their APIs. */
class GoldenCallsTest {
  private static final ValueLayout.OfFloat F32 =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfDouble F64 =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ResourceId ID = GoldenVector.resource(0);

  /** Something whose every operation gives this answer. */
  private static <T> T answering(Class<T> api, Function<Object[], Object> answer) {
    return api.cast(
        Proxy.newProxyInstance(
            api.getClassLoader(),
            new Class<?>[] {api},
            (_, _, arguments) -> answer.apply(arguments)));
  }

  private static MemorySegment bytes(String latin) {
    return MemorySegment.ofArray(latin.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
  }

  private static String latin(MemorySegment memory) {
    return new String(
        memory.toArray(ValueLayout.JAVA_BYTE), java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  private static MemorySegment floats(int count, float value) {
    MemorySegment memory = Arena.ofAuto().allocate(4L * count, 64);
    for (int i = 0; i < count; i++) {
      memory.set(F32, 4L * i, value);
    }
    return memory;
  }

  private static MemorySegment doubles(double... values) {
    MemorySegment memory = Arena.ofAuto().allocate(8L * values.length, 64);
    for (int i = 0; i < values.length; i++) {
      memory.set(F64, 8L * i, values[i]);
    }
    return memory;
  }

  @Test
  void noopAndEcho() {
    NoopApi target =
        new NoopApi() {
          @Override
          public void noop() {}

          @Override
          public void echo(MemorySegment input, MemorySegment output) {
            assertEquals("vaccel", latin(input));
            output.copyFrom(input);
          }
        };
    new GoldenCalls<>(new NoopApiBinding(), target, 1, 0, "call-noop", "reply-noop").stub().noop();
    MemorySegment out = MemorySegment.ofArray(new byte[6]);
    new GoldenCalls<>(
            new NoopApiBinding(),
            target,
            1,
            5_000_000_000L,
            "call-echo-inline",
            "reply-echo-inline")
        .stub()
        .echo(bytes("vaccel"), out);
    assertEquals("vaccel", latin(out));
  }

  /** Checks what it is given. */
  private static final class Blas implements BlasApi {
    @Override
    public void sgemm(
        Transpose transA,
        Transpose transB,
        int m,
        int n,
        int k,
        float alpha,
        MemorySegment a,
        int lda,
        MemorySegment b,
        int ldb,
        float beta,
        MemorySegment c,
        int ldc) {
      assertEquals(
          "NONE NONE 1 1 4097 1.0 4097 1 0.0 1",
          transA + " " + transB + " " + m + " " + n + " " + k + " " + alpha + " " + lda + " " + ldb
              + " " + beta + " " + ldc);
      float sum = 0;
      for (int i = 0; i < 4097; i++) {
        sum += a.get(F32, 4L * i) * b.get(F32, 4L * i);
      }
      assertEquals(4, c.byteSize());
      c.set(F32, 0, sum);
    }

    @Override
    public void dgemm(
        Transpose transA,
        Transpose transB,
        int m,
        int n,
        int k,
        double alpha,
        MemorySegment a,
        int lda,
        MemorySegment b,
        int ldb,
        double beta,
        MemorySegment c,
        int ldc) {
      assertEquals(
          "TRANSPOSE NONE 1 2 2 -1.5 1 2 0.25 2",
          transA + " " + transB + " " + m + " " + n + " " + k + " " + alpha + " " + lda + " " + ldb
              + " " + beta + " " + ldc);
      assertEquals(-1, a.mismatch(doubles(1, 2)));
      assertEquals(-1, b.mismatch(doubles(3, 4, 5, 6)));
      assertEquals(-1, c.mismatch(doubles(7, 8)));
      c.copyFrom(doubles(9, 10));
    }
  }

  @Test
  void matrices() {
    MemorySegment c = floats(1, 0);
    new GoldenCalls<>(new BlasApiBinding(), new Blas(), 1, 0, "call-sgemm-bulk", "reply-sgemm")
        .stub()
        .sgemm(
            Transpose.NONE,
            Transpose.NONE,
            1,
            1,
            4097,
            1,
            floats(4097, 0.5f),
            4097,
            floats(4097, 2),
            1,
            0,
            c,
            1);
    assertEquals(4097f, c.get(F32, 0));
    MemorySegment d = doubles(7, 8);
    new GoldenCalls<>(new BlasApiBinding(), new Blas(), 1, 0, "call-dgemm", "reply-dgemm")
        .stub()
        .dgemm(
            Transpose.TRANSPOSE,
            Transpose.NONE,
            1,
            2,
            2,
            -1.5,
            doubles(1, 2),
            1,
            doubles(3, 4, 5, 6),
            2,
            0.25,
            d,
            2);
    assertEquals(-1, d.mismatch(doubles(9, 10)));
  }

  @Test
  void labels() {
    List<Label> labels = List.of(new Label(281, "tabby cat", 0.75f), new Label(7, "", 0.125f));
    ImageApi target =
        answering(
            ImageApi.class,
            arguments -> {
              assertEquals(ID, arguments[0]);
              assertEquals("\u0089PNG\r\n", latin((MemorySegment) arguments[1]));
              assertEquals(5, arguments[2]);
              return labels;
            });
    assertEquals(
        labels,
        new GoldenCalls<>(new ImageApiBinding(), target, 2, 0, "call-classify", "reply-classify")
            .stub()
            .classify(ID, bytes("\u0089PNG\r\n"), 5));
  }

  @Test
  void masks() {
    List<Segmentation> answers =
        List.of(
            new Segmentation(
                640,
                480,
                List.of(new MaskClass(15, "person", 0.75f), new MaskClass(0, "", 0.25f)),
                bytes(Shape.of(2, 2), "\u000f\u000f\u000f\0"),
                bytes(Shape.of(3), "\u0089PN")),
            new Segmentation(1, 2, List.of(), bytes(Shape.of(0, 0), ""), bytes(Shape.of(0), "")));
    ImageApi target =
        answering(
            ImageApi.class,
            arguments -> {
              assertEquals(ID, arguments[0]);
              List<?> images = (List<?>) arguments[1];
              assertEquals("\u0089PN", latin(((Tensor) images.get(0)).data()));
              assertEquals("BM", latin(((Tensor) images.get(1)).data()));
              assertEquals(Annotation.PNG, arguments[2]);
              return answers;
            });
    List<Segmentation> read =
        new GoldenCalls<>(new ImageApiBinding(), target, 2, 0, "call-segment", "reply-segment")
            .stub()
            .segment(
                ID,
                List.of(bytes(Shape.of(3), "\u0089PN"), bytes(Shape.of(2), "BM")),
                Annotation.PNG);
    assertEquals(2, read.size());
    assertEquals(answers.getFirst().classes(), read.getFirst().classes());
    assertEquals(480, read.getFirst().height());
    assertEquals(Shape.of(2, 2), read.getFirst().mask().shape());
    assertEquals("\u000f\u000f\u000f\0", latin(read.getFirst().mask().data()));
    assertEquals("\u0089PN", latin(read.getFirst().annotated().data()));
    assertEquals(0, read.getLast().annotated().data().byteSize());
  }

  private static Tensor bytes(Shape shape, String latin) {
    return new Tensor(ElementType.U8, shape, bytes(latin));
  }

  @Test
  void arguments() {
    ExecApi target =
        (library, symbol, returns, arguments) -> {
          assertEquals(ID, library);
          assertEquals("scale", symbol);
          assertEquals(ExecKind.I32, returns);
          assertEquals(ExecKind.F64, arguments.get(0).kind());
          assertEquals(2.5, Double.longBitsToDouble(arguments.get(0).bits()));
          assertEquals(ExecKind.BUFFER_INOUT, arguments.get(1).kind());
          assertEquals(-1, arguments.get(1).data().mismatch(doubles(1, 2)));
          return new ExecResult(3, List.of(doubles(2.5, 5)));
        };
    ExecResult result =
        new GoldenCalls<>(new ExecApiBinding(), target, 2, 0, "call-exec", "reply-exec")
            .stub()
            .call(
                ID,
                "scale",
                ExecKind.I32,
                List.of(ExecArgument.ofDouble(2.5), ExecArgument.inOut(doubles(1, 2))));
    assertEquals(3, result.bits());
    assertEquals(-1, result.buffers().getFirst().mismatch(doubles(2.5, 5)));
  }

  /** Knows one call. */
  private static final class Tensors implements TensorApi {
    private final List<NamedTensor> expected;
    private final List<NamedTensor> results;

    Tensors(List<NamedTensor> expected, List<NamedTensor> results) {
      this.expected = expected;
      this.results = results;
    }

    @Override
    public ModelHandle load(ResourceId model) {
      throw new AssertionError(model);
    }

    @Override
    public ModelInfo describe(ModelHandle model) {
      throw new AssertionError(model);
    }

    @Override
    public List<NamedTensor> run(
        ModelHandle model, List<NamedTensor> inputs, List<String> outputs) {
      assertEquals(new ModelHandle(-2), model);
      assertTensors(expected, inputs);
      assertEquals(List.of("y"), outputs);
      return results;
    }

    @Override
    public void unload(ModelHandle model) {
      throw new AssertionError(model);
    }
  }

  private static void assertTensors(List<NamedTensor> expected, List<NamedTensor> actual) {
    assertEquals(expected.size(), actual.size());
    for (int i = 0; i < expected.size(); i++) {
      Tensor a = expected.get(i).tensor();
      Tensor b = actual.get(i).tensor();
      assertEquals(expected.get(i).name(), actual.get(i).name());
      assertEquals(a.elementType(), b.elementType());
      assertEquals(a.shape(), b.shape());
      assertEquals(-1, a.data().mismatch(b.data()));
    }
  }

  @Test
  void tensors() {
    List<NamedTensor> inputs =
        List.of(
            new NamedTensor("x", Tensor.ofFloats(Shape.of(1, 3), 1, -2, 0.5f)),
            new NamedTensor("labels", Tensor.ofStrings(Shape.of(3), List.of("ab", "", "c"))),
            new NamedTensor("scalar", new Tensor(ElementType.BOOL, Shape.of(), bytes("\u0001"))));
    MemorySegment data = MemorySegment.ofArray(new byte[16_640]);
    data.fill((byte) 0x2a);
    List<NamedTensor> outputs =
        List.of(new NamedTensor("y", new Tensor(ElementType.U8, Shape.of(130, 128), data)));
    assertTensors(
        outputs,
        new GoldenCalls<>(
                new TensorApiBinding(),
                new Tensors(inputs, outputs),
                2,
                0,
                "call-tensor-run",
                "reply-tensor-run")
            .stub()
            .run(new ModelHandle(-2), inputs, List.of("y")));
  }

  // Calls of the session API, whose binding is in another module: by hand.
}
