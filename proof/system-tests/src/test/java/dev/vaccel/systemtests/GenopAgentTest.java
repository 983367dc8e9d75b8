package dev.vaccel.systemtests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.agent.Agent;
import dev.vaccel.agent.AgentOptions;
import dev.vaccel.api.BackendException;
import dev.vaccel.api.BlasApi;
import dev.vaccel.api.ElementType;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ImageApi;
import dev.vaccel.api.Label;
import dev.vaccel.api.ModelHandle;
import dev.vaccel.api.NamedTensor;
import dev.vaccel.api.ResourceException;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Session;
import dev.vaccel.api.Shape;
import dev.vaccel.api.Tensor;
import dev.vaccel.api.TensorApi;
import dev.vaccel.api.Transpose;
import dev.vaccel.api.crypto.CipherAlgorithm;
import dev.vaccel.api.crypto.CryptoApi;
import dev.vaccel.api.crypto.HashAlgorithm;
import dev.vaccel.api.crypto.KeyHandle;
import dev.vaccel.api.exec.ArgumentType;
import dev.vaccel.api.exec.GenopApi;
import dev.vaccel.api.exec.TypedArgument;
import dev.vaccel.runtime.Vaccel;
import dev.vaccel.wire.spi.Address;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Upstream's numbers and described ones through an agent, on real back ends and our models. */
class GenopAgentTest {
  private static final Path MODELS = Path.of(System.getProperty("vaccel.root"), "models");
  private static final int ROOM = 1 << 20;
  private static final Random RANDOM = new Random(9);

  @TempDir Path directory;
  private Agent agent;
  private Session session;

  @BeforeEach
  void start() {
    Address address = Address.parse("unix://" + directory.resolve("agent.sock"));
    agent =
        Agent.start(
            AgentOptions.at(address)
                .withBackends(Set.of("genop", "noop", "blas", "image", "onnx", "crypto", "exec"))
                .withEnabled(Set.of("exec")));
    session = Vaccel.connect(address.toString());
  }

  @AfterEach
  void stop() {
    session.close();
    agent.close();
  }

  @Test
  void aPictureIsNamedAndDrawnInto() throws Exception {
    byte[] label =
        call(3, "shapes", "star-1.png", room(100), room(100))
            .getLast()
            .toArray(ValueLayout.JAVA_BYTE);
    assertEquals("star\0", new String(label, StandardCharsets.UTF_8));
    for (String[] each :
        new String[][] {
          {"4", "shapes-detect", "detect/shapes-1.png"},
          {"5", "scene-segment", "scene/scene-1.png"},
          {"6", "stick-pose", "pose/figure-1.png"},
          {"7", "scene-depth", "scene/scene-1.png"}
        }) {
      MemorySegment drawn =
          call(Integer.parseInt(each[0]), each[1], each[2], room(ROOM)).getFirst();
      assertTrue(drawn.byteSize() > 1000, each[1]);
      assertEquals((byte) 0xff, drawn.get(ValueLayout.JAVA_BYTE, 0), each[1]);
      assertEquals((byte) 0xd8, drawn.get(ValueLayout.JAVA_BYTE, 1), each[1]);
    }
  }

  @Test
  void roomThatIsTooShortIsSaidWithWhatWouldDo() {
    BackendException failure =
        assertThrows(
            BackendException.class, () -> call(7, "scene-depth", "scene/scene-1.png", room(10)));
    assertEquals(34, failure.vendorCode());
    assertTrue(failure.getMessage().contains("IMAGE_DEPTH"), failure.getMessage());
  }

  @Test
  void memoryComesBackAsItWent() {
    byte[] bytes = new byte[3_000_000];
    RANDOM.nextBytes(bytes);
    MemorySegment echoed =
        numbered(
                0x1_0002,
                List.of(buffer(bytes)),
                List.of(TypedArgument.room(ArgumentType.BUFFER, bytes.length)))
            .getFirst();
    assertEquals(-1, MemorySegment.ofArray(bytes).mismatch(echoed));
  }

  @Test
  void matricesMultiplyAsCalledDirectly() {
    int m = 7;
    int n = 5;
    int k = 6;
    float[] a = floats(m * k);
    float[] b = floats(k * n);
    float[] c = floats(m * n);
    MemorySegment result =
        numbered(
                0x2_0001,
                List.of(
                    TypedArgument.ofInt(1),
                    TypedArgument.ofInt(0),
                    TypedArgument.ofInt(m),
                    TypedArgument.ofInt(n),
                    TypedArgument.ofInt(k),
                    of(ArgumentType.FLOAT32, new float[] {1.5f}),
                    of(ArgumentType.FLOAT32_ARRAY, a),
                    TypedArgument.ofInt(m),
                    of(ArgumentType.FLOAT32_ARRAY, b),
                    TypedArgument.ofInt(n),
                    of(ArgumentType.FLOAT32, new float[] {0.5f}),
                    TypedArgument.ofInt(n)),
                List.of(of(ArgumentType.FLOAT32_ARRAY, c)))
            .getFirst();
    session
        .api(BlasApi.class)
        .sgemm(
            Transpose.TRANSPOSE,
            Transpose.NONE,
            m,
            n,
            k,
            1.5f,
            MemorySegment.ofArray(a),
            m,
            MemorySegment.ofArray(b),
            n,
            0.5f,
            MemorySegment.ofArray(c),
            n);
    assertArrayEquals(c, result.toArray(ValueLayout.JAVA_FLOAT_UNALIGNED));
    double[] d = {RANDOM.nextDouble()};
    MemorySegment product =
        numbered(
                0x2_0002,
                List.of(
                    TypedArgument.ofInt(0),
                    TypedArgument.ofInt(0),
                    TypedArgument.ofInt(1),
                    TypedArgument.ofInt(1),
                    TypedArgument.ofInt(1),
                    TypedArgument.of(ArgumentType.FLOAT64, MemorySegment.ofArray(new double[] {3})),
                    TypedArgument.of(ArgumentType.FLOAT64_ARRAY, MemorySegment.ofArray(d)),
                    TypedArgument.ofInt(1),
                    TypedArgument.of(ArgumentType.FLOAT64_ARRAY, MemorySegment.ofArray(d)),
                    TypedArgument.ofInt(1),
                    TypedArgument.of(ArgumentType.FLOAT64, MemorySegment.ofArray(new double[] {0})),
                    TypedArgument.ofInt(1)),
                List.of(TypedArgument.room(ArgumentType.BUFFER, 8)))
            .getFirst();
    double[] direct = {0};
    MemorySegment one = MemorySegment.ofArray(d);
    session
        .api(BlasApi.class)
        .dgemm(
            Transpose.NONE,
            Transpose.NONE,
            1,
            1,
            1,
            3,
            one,
            1,
            one,
            1,
            0,
            MemorySegment.ofArray(direct),
            1);
    assertArrayEquals(direct, product.toArray(ValueLayout.JAVA_DOUBLE_UNALIGNED));
  }

  @Test
  void aModelRunsAsCalledDirectly() throws Exception {
    ResourceId id = session.register(MODELS.resolve("shapes"));
    long handle =
        numbered(0x4_0001, List.of(sha256(id)), List.of(TypedArgument.ofLong(0)))
            .getFirst()
            .get(ValueLayout.JAVA_LONG_UNALIGNED, 0);
    TensorApi tensors = session.api(TensorApi.class);
    float[] picture = floats(3 * 64 * 64);
    Tensor input = Tensor.ofFloats(Shape.of(1, 3, 64, 64), picture);
    NamedTensor direct =
        tensors
            .run(new ModelHandle(handle), List.of(new NamedTensor("input", input)), List.of())
            .getFirst();
    List<MemorySegment> results =
        numbered(
            0x4_0003,
            List.of(
                TypedArgument.ofLong(handle),
                TypedArgument.ofInt(1),
                TypedArgument.ofText("input"),
                of(ArgumentType.INT32_ARRAY, new int[] {ElementType.F32.number()}),
                of(ArgumentType.INT32_ARRAY, new int[] {4}),
                of(ArgumentType.INT64_ARRAY, new long[] {1, 3, 64, 64}),
                of(ArgumentType.INT64_ARRAY, new long[] {4 * 3 * 64 * 64}),
                of(ArgumentType.FLOAT32_ARRAY, picture),
                TypedArgument.ofInt(0),
                TypedArgument.of(ArgumentType.STRING, MemorySegment.ofArray(new byte[0]))),
            List.of(
                TypedArgument.ofInt(0),
                TypedArgument.room(ArgumentType.STRING, 100),
                TypedArgument.room(ArgumentType.INT32_ARRAY, 4),
                TypedArgument.room(ArgumentType.INT32_ARRAY, 4),
                TypedArgument.room(ArgumentType.INT64_ARRAY, 80),
                TypedArgument.room(ArgumentType.INT64_ARRAY, 8),
                TypedArgument.room(ArgumentType.FLOAT32_ARRAY, 4000)));
    assertEquals(direct.name() + '\0', text(results.get(1)));
    assertArrayEquals(
        direct.tensor().shape().dims(), results.get(4).toArray(ValueLayout.JAVA_LONG_UNALIGNED));
    assertArrayEquals(
        direct.tensor().floats(), results.get(6).toArray(ValueLayout.JAVA_FLOAT_UNALIGNED));
    numbered(0x4_0004, List.of(TypedArgument.ofLong(handle)), List.of());
    assertEquals(
        ErrorCode.NOT_FOUND,
        assertThrows(ResourceException.class, () -> tensors.describe(new ModelHandle(handle)))
            .code());
  }

  @Test
  void aPictureIsNamedAsCalledDirectly() throws Exception {
    ResourceId id = session.register(MODELS.resolve("shapes"));
    byte[] image = Files.readAllBytes(MODELS.resolve("images/star-1.png"));
    List<Label> direct = session.api(ImageApi.class).classify(id, MemorySegment.ofArray(image), 3);
    List<MemorySegment> results =
        numbered(
            0x3_0001,
            List.of(sha256(id), buffer(image), TypedArgument.ofInt(3)),
            List.of(
                TypedArgument.ofInt(0),
                TypedArgument.room(ArgumentType.INT32_ARRAY, 12),
                TypedArgument.room(ArgumentType.STRING, 300),
                TypedArgument.room(ArgumentType.FLOAT32_ARRAY, 12)));
    int[] indices = results.get(1).toArray(ValueLayout.JAVA_INT_UNALIGNED);
    String[] texts = text(results.get(2)).split("\0", -1);
    float[] scores = results.get(3).toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
    List<Label> labels = new ArrayList<>();
    for (int i = 0; i < indices.length; i++) {
      labels.add(new Label(indices[i], texts[i], scores[i]));
    }
    assertEquals(direct, labels);
    assertEquals("star", labels.getFirst().text());
  }

  @Test
  void dataIsEncryptedAndDigestedAsCalledDirectly() {
    CryptoApi crypto = session.api(CryptoApi.class);
    byte[] key = new byte[16];
    RANDOM.nextBytes(key);
    byte[] iv = new byte[16];
    byte[] data = new byte[100];
    RANDOM.nextBytes(data);
    long handle =
        numbered(
                0x6_0001,
                List.of(TypedArgument.ofInt(CipherAlgorithm.AES_128_CTR.number()), buffer(key)),
                List.of(TypedArgument.ofLong(0)))
            .getFirst()
            .get(ValueLayout.JAVA_LONG_UNALIGNED, 0);
    MemorySegment encrypted =
        numbered(
                0x6_0002,
                List.of(TypedArgument.ofLong(handle), buffer(iv), buffer(data)),
                List.of(TypedArgument.room(ArgumentType.BUFFER, 100)))
            .getFirst();
    byte[] direct = new byte[100];
    // Its handle is good for the direct call.
    crypto.encrypt(new KeyHandle(handle), memory(iv), memory(data), memory(direct));
    assertArrayEquals(direct, encrypted.toArray(ValueLayout.JAVA_BYTE));
    long hash =
        numbered(
                0x6_0008,
                List.of(TypedArgument.ofInt(HashAlgorithm.SHA256.number())),
                List.of(TypedArgument.ofLong(0)))
            .getFirst()
            .get(ValueLayout.JAVA_LONG_UNALIGNED, 0);
    numbered(0x6_0009, List.of(TypedArgument.ofLong(hash), buffer(data)), List.of());
    MemorySegment digest =
        numbered(
                0x6_000a,
                List.of(TypedArgument.ofLong(hash)),
                List.of(TypedArgument.room(ArgumentType.UINT8_ARRAY, 32)))
            .getFirst();
    byte[] expected = new byte[32];
    crypto.hash(HashAlgorithm.SHA256, memory(data), memory(expected));
    assertArrayEquals(expected, digest.toArray(ValueLayout.JAVA_BYTE));
    try (Session other = Vaccel.connect(agent.addresses().getFirst().toString())) {
      assertEquals(
          ErrorCode.NOT_FOUND,
          assertThrows(
                  ResourceException.class,
                  () ->
                      other
                          .api(GenopApi.class)
                          .call(0x6_0006, List.of(TypedArgument.ofLong(handle)), List.of()))
              .code());
    }
  }

  /** Not even where the agent's operator has enabled it for direct calls. */
  @Test
  void whatRunsItsCallersCodeIsNotReached() {
    for (int number : new int[] {0x5_0001, 0xa_0001, 0x8_0001, 0x8_0002}) {
      BackendException refusal =
          assertThrows(BackendException.class, () -> numbered(number, List.of(), List.of()));
      assertEquals(95, refusal.vendorCode());
      assertTrue(refusal.getMessage().contains("genop.exec=true"), refusal.getMessage());
    }
    assertTrue(
        assertThrows(BackendException.class, () -> numbered(0x40_0001, List.of(), List.of()))
            .getMessage()
            .contains("it is between a client and its agent"));
  }

  private List<MemorySegment> numbered(
      int number, List<TypedArgument> read, List<TypedArgument> write) {
    return session.api(GenopApi.class).call(number, read, write);
  }

  private static float[] floats(int count) {
    float[] floats = new float[count];
    for (int i = 0; i < count; i++) {
      floats[i] = RANDOM.nextFloat() - 0.5f;
    }
    return floats;
  }

  private static MemorySegment memory(byte[] bytes) {
    return MemorySegment.ofArray(bytes);
  }

  private static TypedArgument buffer(byte[] bytes) {
    return TypedArgument.of(ArgumentType.BUFFER, memory(bytes));
  }

  private static TypedArgument of(ArgumentType type, float[] values) {
    return TypedArgument.of(type, MemorySegment.ofArray(values));
  }

  private static TypedArgument of(ArgumentType type, int[] values) {
    return TypedArgument.of(type, MemorySegment.ofArray(values));
  }

  private static TypedArgument of(ArgumentType type, long[] values) {
    return TypedArgument.of(type, MemorySegment.ofArray(values));
  }

  private static TypedArgument sha256(ResourceId id) {
    return TypedArgument.of(ArgumentType.UINT8_ARRAY, memory(id.bytes()));
  }

  private static String text(MemorySegment bytes) {
    return new String(bytes.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
  }

  private List<MemorySegment> call(int number, String model, String picture, TypedArgument... write)
      throws Exception {
    ResourceId id = session.register(MODELS.resolve(model));
    byte[] image = Files.readAllBytes(MODELS.resolve("images").resolve(picture));
    return session
        .api(GenopApi.class)
        .call(number, List.of(sha256(id), buffer(image)), List.of(write));
  }

  private static TypedArgument room(int bytes) {
    return TypedArgument.room(ArgumentType.UCHAR_ARRAY, bytes);
  }
}
