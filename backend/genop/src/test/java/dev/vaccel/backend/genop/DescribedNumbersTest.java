package dev.vaccel.backend.genop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.vaccel.api.Annotation;
import dev.vaccel.api.BlasApi;
import dev.vaccel.api.Detection;
import dev.vaccel.api.Detections;
import dev.vaccel.api.ElementType;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ImageApi;
import dev.vaccel.api.ModelHandle;
import dev.vaccel.api.NamedTensor;
import dev.vaccel.api.NoopApi;
import dev.vaccel.api.ResourceException;
import dev.vaccel.api.Shape;
import dev.vaccel.api.Tensor;
import dev.vaccel.api.TensorApi;
import dev.vaccel.api.array.ArrayApi;
import dev.vaccel.api.exec.ArgumentType;
import dev.vaccel.api.exec.TypedArgument;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Described operations by their numbers: what reaches them and what comes back. */
class DescribedNumbersTest {
  private static final int ECHO = 0x1_0002;
  private static final int SGEMM = 0x2_0001;

  private final ServedApis session = new ServedApis();

  private static final class PlainNoop implements NoopApi {
    @Override
    public void noop() {}

    @Override
    public void echo(MemorySegment input, MemorySegment output) {
      output.copyFrom(input);
    }
  }

  @Test
  void memoryIsReadAndWritten() {
    session.serve(NoopApi.class, new PlainNoop());
    for (TypedArgument read :
        List.of(
            Typed.buffer(new byte[] {1, 2, 3}),
            Typed.bytes(ArgumentType.RAW, new byte[] {1, 2, 3}),
            Typed.bytes(ArgumentType.UINT8_ARRAY, new byte[] {1, 2, 3}))) {
      List<MemorySegment> results =
          session.genop().call(ECHO, List.of(read), List.of(room(ArgumentType.BUFFER, 9)));
      assertArrayEquals(new byte[] {1, 2, 3}, results.getFirst().toArray(ValueLayout.JAVA_BYTE));
    }
    assertEquals(
        0,
        session
            .genop()
            .call(ECHO, List.of(Typed.buffer()), List.of(Typed.buffer()))
            .getFirst()
            .byteSize());
  }

  @Test
  void memoryThatChangesIsAWriteArgument() {
    session.serve(BlasApi.class, new PlainBlas());
    MemorySegment c =
        session
            .genop()
            .call(SGEMM, ServedApis.product(2, 0), List.of(Typed.float32s(100, 100, 100, 100)))
            .getFirst();
    assertArrayEquals(new float[] {88, 94, 136, 150}, c.toArray(ValueLayout.JAVA_FLOAT));
    // Transposed A, and an array that is longer than it need be.
    c =
        session
            .genop()
            .call(SGEMM, ServedApis.product(2, 1), List.of(Typed.float32s(0, 0, 0, 0, 9)))
            .getFirst();
    assertArrayEquals(new float[] {52, 60, 76, 88}, c.toArray(ValueLayout.JAVA_FLOAT));
    // Room begins as zeros.
    c =
        session
            .genop()
            .call(SGEMM, ServedApis.product(2, 0), List.of(room(ArgumentType.RAW, 16)))
            .getFirst();
    assertArrayEquals(new float[] {38, 44, 86, 100}, c.toArray(ValueLayout.JAVA_FLOAT));
  }

  @Test
  void doublesAreDoubles() {
    session.serve(BlasApi.class, new PlainBlas());
    MemorySegment c =
        session
            .genop()
            .call(
                0x2_0002,
                List.of(
                    TypedArgument.ofInt(0),
                    TypedArgument.ofInt(0),
                    TypedArgument.ofInt(1),
                    TypedArgument.ofInt(1),
                    TypedArgument.ofInt(1),
                    Typed.float64(1e-300),
                    Typed.float64s(3),
                    TypedArgument.ofInt(1),
                    Typed.float64s(2),
                    TypedArgument.ofInt(1),
                    Typed.float64(0),
                    TypedArgument.ofInt(1)),
                List.of(Typed.float64s(0)))
            .getFirst();
    assertArrayEquals(new double[] {6e-300}, c.toArray(ValueLayout.JAVA_DOUBLE));
  }

  @Test
  void arraysAnswerAsCalledDirectly() {
    session.serve(ArrayApi.class, new PlainArrays());
    List<MemorySegment> both =
        session
            .genop()
            .call(
                0x7_0003,
                List.of(TypedArgument.ofInt(2), Typed.float32s(1, 2), Typed.float32s(3, 4)),
                List.of(Typed.float32s(0, 0), Typed.float32s(0, 0)));
    assertArrayEquals(new float[] {4, 6}, both.getFirst().toArray(ValueLayout.JAVA_FLOAT));
    assertArrayEquals(new float[] {3, 8}, both.getLast().toArray(ValueLayout.JAVA_FLOAT));
    // A record as result: its fields behind the memory that is written.
    List<MemorySegment> extremes =
        session
            .genop()
            .call(
                0x7_0005,
                List.of(
                    TypedArgument.ofInt(3),
                    Typed.float64(0),
                    Typed.float64(8),
                    Typed.float64s(-5, 2, 9)),
                List.of(Typed.float64s(0, 0, 0), Typed.float64(0), Typed.float64(0)));
    assertArrayEquals(new double[] {0, 2, 8}, extremes.get(0).toArray(ValueLayout.JAVA_DOUBLE));
    assertEquals(0, extremes.get(1).get(ValueLayout.JAVA_DOUBLE_UNALIGNED, 0));
    assertEquals(8, extremes.get(2).get(ValueLayout.JAVA_DOUBLE_UNALIGNED, 0));
  }

  @Test
  void resourcesTensorsEnumsAndListsInLists() {
    Tensor nothing = new Tensor(ElementType.U8, Shape.of(0), MemorySegment.ofArray(new byte[0]));
    session.serve(
        ImageApi.class,
        "detect",
        a -> {
          assertEquals(ServedApis.MODEL, a[0]);
          List<?> images = (List<?>) a[1];
          assertEquals(2, images.size());
          Tensor second = (Tensor) images.get(1);
          assertEquals(ElementType.U8, second.elementType());
          assertEquals(Shape.of(3), second.shape());
          assertArrayEquals(new byte[] {3, 4, 5}, second.data().toArray(ValueLayout.JAVA_BYTE));
          assertEquals(0.5f, a[2]);
          assertEquals(10, a[3]);
          assertEquals(Annotation.JPEG, a[4]);
          return List.of(
              new Detections(4, 5, List.of(), nothing),
              new Detections(
                  6,
                  7,
                  List.of(
                      new Detection(1, "cat", 0.9f, 1, 2, 3, 4),
                      new Detection(2, "dög", 0.8f, 5, 6, 7, 8)),
                  nothing));
        });
    List<TypedArgument> read =
        List.of(
            ServedApis.id(),
            TypedArgument.ofInt(2),
            Typed.int32s(6, 6),
            Typed.int32s(1, 1),
            Typed.int64s(2, 3),
            Typed.int64s(2, 3),
            Typed.buffer(new byte[] {1, 2, 3, 4, 5}),
            Typed.float32(0.5f),
            TypedArgument.ofInt(10),
            TypedArgument.ofInt(2));
    List<MemorySegment> results =
        session.genop().call(0x3_0003, read, ServedApis.roomsOf(0x3_0003));
    List<String> shown = new ArrayList<>();
    for (int slot : new int[] {0, 1, 2, 3, 4}) {
      shown.add(Arrays.toString(ints(results.get(slot))));
    }
    assertEquals(List.of("[2]", "[4, 6]", "[5, 7]", "[0, 2]", "[1, 2]"), shown);
    assertEquals(
        "cat\0dög\0",
        new String(results.get(5).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8));
    assertArrayEquals(
        new float[] {0.9f, 0.8f}, results.get(6).toArray(ValueLayout.JAVA_FLOAT_UNALIGNED));
  }

  @Test
  void handlesAndNamesOfTensors() {
    session.serve(TensorApi.class, "load", _ -> new ModelHandle(-7));
    assertEquals(
        -7,
        session
            .genop()
            .call(0x4_0001, List.of(ServedApis.id()), List.of(room(ArgumentType.INT64, 8)))
            .getFirst()
            .get(ValueLayout.JAVA_LONG_UNALIGNED, 0));
    session.serve(
        TensorApi.class,
        "run",
        a -> {
          assertEquals(new ModelHandle(-7), a[0]);
          NamedTensor input = (NamedTensor) ((List<?>) a[1]).getFirst();
          assertEquals("in", input.name());
          assertArrayEquals(new float[] {1, 2}, input.tensor().floats());
          assertEquals(List.of("out", "more"), a[2]);
          return List.of(new NamedTensor("out", Tensor.ofFloats(Shape.of(1), 3)));
        });
    List<MemorySegment> results =
        session
            .genop()
            .call(
                0x4_0003,
                List.of(
                    TypedArgument.ofLong(-7),
                    TypedArgument.ofInt(1),
                    Typed.texts("in"),
                    Typed.int32s(3),
                    Typed.int32s(2),
                    Typed.int64s(1, 2),
                    Typed.int64s(8),
                    Typed.float32s(1, 2),
                    TypedArgument.ofInt(2),
                    Typed.texts("out", "more")),
                ServedApis.roomsOf(0x4_0003));
    assertArrayEquals(new int[] {1}, ints(results.get(0)));
    assertEquals("out\0", results.get(1).getString(0) + '\0');
    assertArrayEquals(new int[] {3}, ints(results.get(2)));
    assertArrayEquals(new float[] {3}, results.getLast().toArray(ValueLayout.JAVA_FLOAT_UNALIGNED));
  }

  @Test
  void failuresOfTheOperationComeAsTheyAre() {
    session.serve(
        TensorApi.class,
        "load",
        _ -> {
          throw new ResourceException(ErrorCode.NOT_FOUND, "not registered");
        });
    assertEquals(
        ErrorCode.NOT_FOUND,
        assertThrows(
                ResourceException.class,
                () ->
                    session
                        .genop()
                        .call(
                            0x4_0001,
                            List.of(ServedApis.id()),
                            List.of(room(ArgumentType.INT64, 8))))
            .code());
  }

  private static int[] ints(MemorySegment bytes) {
    return bytes.toArray(ValueLayout.JAVA_INT_UNALIGNED);
  }

  private static TypedArgument room(ArgumentType type, long bytes) {
    return TypedArgument.room(type, bytes);
  }
}
