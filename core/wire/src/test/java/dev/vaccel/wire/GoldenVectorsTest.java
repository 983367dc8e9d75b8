package dev.vaccel.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.Annotation;
import dev.vaccel.api.BlasApi;
import dev.vaccel.api.BlasApiBinding;
import dev.vaccel.api.ElementType;
import dev.vaccel.api.ErrorCode;
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
import dev.vaccel.wire.ApiOffer.OperationOffer;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.Proxy;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The committed bytes are what this code writes, and are read as what they say. */
class GoldenVectorsTest {
  private static final ValueLayout.OfFloat F32 =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfDouble F64 =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ResourceId ID = new ResourceId(hex(0));

  private static String hex(int from) {
    StringBuilder digits = new StringBuilder();
    for (int i = from; i < from + 32; i++) {
      digits.append(String.format("%02x", i));
    }
    return digits.toString();
  }

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

  // Frames that are no calls.

  private static void assertFrame(
      String name, int opcode, int sequence, int session, Consumer<BodyWriter> write) {
    BodyWriter out = new BodyWriter();
    write.accept(out);
    ScriptedLink link = new ScriptedLink();
    new FrameWriter(link).send(out, sequence, session);
    GoldenCalls.assertSame(GoldenVector.load(name).bytes(), link.written());
    FrameReader reader = payload(name);
    assertEquals(opcode, reader.opcode());
    assertEquals(sequence, reader.sequence());
    assertEquals(session, reader.session());
  }

  private static FrameReader payload(String name) {
    FrameReader reader =
        new FrameReader(
            new ScriptedLink().feed(GoldenVector.load(name).bytes()),
            "golden",
            FrameLayout.MAX_PAYLOAD);
    assertTrue(reader.next());
    return reader;
  }

  @Test
  void hello() {
    ApiOffer noop =
        new ApiOffer(
            1,
            1,
            0x0102030405060708L,
            List.of(new OperationOffer(1, 0x11223344), new OperationOffer(2, 0xfffefdfc)));
    ApiOffer other = new ApiOffer(300, 7, 0xf1f2f3f4f5f6f7f8L, List.of());
    Hello hello = new Hello(1, 1, 0, 1 << 20, "golden", "secret-9", List.of(noop, other));
    assertFrame("hello", FrameLayout.HELLO, 0, 0, hello::write);
    assertEquals(hello, Hello.read(payload("hello").payload()));
    Welcome welcome =
        new Welcome(
            1,
            0,
            1 << 20,
            256,
            4L << 30,
            "golden agent 1",
            List.of(new ApiOffer(1, 1, noop.hash(), noop.operations().subList(1, 2))));
    assertFrame("welcome", FrameLayout.WELCOME, 0, 0, welcome::write);
    assertEquals(welcome, Welcome.read(payload("welcome").payload()));
  }

  @Test
  void failures() {
    WireError refused =
        new WireError(ErrorCode.VERSION_MISMATCH, 0, "client speaks 7 to 9, this agent 1");
    assertFrame("refused", FrameLayout.ERROR, 0, 0, o -> refused.write(o, FrameLayout.ERROR));
    assertEquals(refused, WireError.read(payload("refused").payload()));
    WireError failed =
        new WireError(
            ErrorCode.BACKEND_FAILED, -54, "clEnqueueNDRangeKernel: CL_INVALID_WORK_GROUP_SIZE");
    assertFrame(
        "error",
        FrameLayout.ERROR,
        GoldenCalls.SEQUENCE,
        1,
        o -> failed.write(o, FrameLayout.ERROR));
    assertEquals(failed, WireError.read(payload("error").payload()));
    WireError goodbye = new WireError(ErrorCode.CONNECTION_LOST, 0, "the agent is shutting down");
    assertFrame("goodbye", FrameLayout.GOODBYE, 0, 0, o -> goodbye.write(o, FrameLayout.GOODBYE));
    assertEquals(goodbye, WireError.read(payload("goodbye").payload()));
  }

  @Test
  void smallFrames() {
    ScriptedLink link = new ScriptedLink();
    FrameWriter writer = new FrameWriter(link);
    long content = 0x0807060504030201L;
    writer.sendSmall(FrameLayout.CANCEL, GoldenCalls.SEQUENCE, 1, 0, 0);
    GoldenCalls.assertSame(GoldenVector.load("cancel").bytes(), link.written());
    assertEquals(0, payload("cancel").payload().byteSize());
    writer.sendSmall(FrameLayout.PING, 0, 0, 8, content);
    GoldenCalls.assertSame(GoldenVector.load("ping").bytes(), link.written());
    assertEquals(content, payload("ping").payload().get(FrameLayout.LONG, 0));
    writer.sendSmall(FrameLayout.PONG, 0, 0, 8, content);
    GoldenCalls.assertSame(GoldenVector.load("pong").bytes(), link.written());
  }

  // Calls, by stub and dispatcher.

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

  private static BodyReader arguments(String name, int api, int operation) {
    Loopback.Arrived call = Loopback.read(GoldenVector.load(name).bytes(), 16);
    assertEquals(api | operation << 16, call.payload().get(FrameLayout.INT, 0));
    BodyReader in = new BodyReader(true);
    in.reset(call.body(FrameLayout.CALL_BYTES), call.bulk());
    return in;
  }

  @Test
  void sessionCalls() {
    assertFrame(
        "call-session-open",
        FrameLayout.CALL,
        GoldenCalls.SEQUENCE,
        2,
        o -> {
          o.beginCall(64, 1, 0);
          o.putLong(2);
          o.putString("onnx");
          o.putString("image");
        });
    BodyReader open = arguments("call-session-open", 64, 1);
    assertEquals(2, open.getCount(8));
    assertEquals("onnx", open.getString());
    assertEquals("image", open.getString());
    open.end();
    assertFrame(
        "call-session-announce",
        FrameLayout.CALL,
        GoldenCalls.SEQUENCE,
        2,
        o -> {
          o.beginCall(64, 3, 0);
          o.putLong(1);
          o.putLong(2);
          o.putString("labels.txt");
          o.putLong(3);
          o.putResource(new ResourceId(hex(32)));
          o.putString("model/net.onnx");
          o.putLong(70_000);
          o.putResource(ID);
        });
    BodyReader announce = arguments("call-session-announce", 64, 3);
    assertTrue(announce.getBoolean());
    assertEquals(2, announce.getCount(48));
    assertFrame(
        "reply-session-announce",
        FrameLayout.REPLY,
        GoldenCalls.SEQUENCE,
        2,
        o -> {
          o.beginReply();
          o.putLong(1);
          o.putResource(ID);
          o.putLong(65_536);
        });
  }

  @Test
  void chunksAndFramesBetweenThem() {
    FrameReader reader = payload("bulk-chunks");
    assertEquals(20_000, reader.payload().get(FrameLayout.LONG, 16));
    MemorySegment bulk = Arena.ofAuto().allocate(20_000, 64);
    List<Integer> opcodes = new ArrayList<>();
    long at = 0;
    while (reader.next()) {
      opcodes.add(reader.opcode());
      if (reader.opcode() == FrameLayout.BULK) {
        long bytes = reader.bulkLeft();
        reader.readBulk(bulk.asSlice(at, bytes));
        at += bytes;
      }
    }
    assertEquals(
        List.of(FrameLayout.BULK, FrameLayout.PING, FrameLayout.BULK, FrameLayout.BULK), opcodes);
    byte[] expected = new byte[20_000];
    java.util.Arrays.fill(expected, 0, 16_001, (byte) 0x11);
    expected[16_001] = 0x22;
    java.util.Arrays.fill(expected, 16_002, 20_000, (byte) 0x33);
    assertArrayEquals(expected, bulk.toArray(ValueLayout.JAVA_BYTE));
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyFileHasItsFields(String name) {
    GoldenVector vector = GoldenVector.load(name);
    assertEquals(name, vector.fields().get("name"));
    assertTrue(List.of("client", "agent").contains(vector.fields().get("direction")));
    assertFalse(String.valueOf(vector.fields().get("description")).isBlank());
    FrameReader reader = payload(name);
    while (reader.next()) {
      reader.skipBulk();
    }
  }

  static List<String> names() throws IOException {
    return GoldenVector.names();
  }
}
