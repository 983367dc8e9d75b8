package dev.vaccel.backend.genop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.BackendException;
import dev.vaccel.api.BlasApi;
import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.array.ArrayApi;
import dev.vaccel.api.exec.ArgumentType;
import dev.vaccel.api.exec.GenopApi;
import dev.vaccel.api.exec.TypedArgument;
import dev.vaccel.api.exec.TypedExecApi;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Layouts, and that each number reaches the described operation with its arguments. */
class GenopBackendTest {
  private static final ResourceId LIBRARY = new ResourceId("ab".repeat(32));

  /** A session with a product of matrices and a place to note calls of libraries. */
  private final ServedApis session = new ServedApis();

  private final List<String> libraries = new ArrayList<>();

  GenopBackendTest() {
    session.serve(BlasApi.class, new PlainBlas());
    session.serve(ArrayApi.class, new PlainArrays());
    session.<TypedExecApi>serve(
        TypedExecApi.class,
        (library, dependencies, symbol, read, write) -> {
          libraries.add(library + " " + dependencies + " " + symbol + " " + read.size());
          return write.stream().map(TypedArgument::data).toList();
        });
  }

  @Test
  void arraysReachTheirOperations() {
    assertArrayEquals(
        new int[] {7, -8},
        genop()
            .call(18, List.of(ints(7, -8)), List.of(ints(0, 0)))
            .getFirst()
            .toArray(ValueLayout.JAVA_INT));
    List<TypedArgument> two = List.of(floats(1, 2, 3, 4), floats(5, 6, 7, 8));
    assertArrayEquals(
        new float[] {19, 22, 43, 50},
        genop()
            .call(19, two, List.of(floats(0, 0, 0, 0)))
            .getFirst()
            .toArray(ValueLayout.JAVA_FLOAT));
    List<MemorySegment> both =
        genop().call(20, two, List.of(floats(0, 0, 0, 0), floats(0, 0, 0, 0)));
    assertArrayEquals(new float[] {6, 8, 10, 12}, both.getFirst().toArray(ValueLayout.JAVA_FLOAT));
    assertArrayEquals(new float[] {5, 12, 21, 32}, both.getLast().toArray(ValueLayout.JAVA_FLOAT));
    assertArrayEquals(
        new float[] {6, 8, 10, 12},
        genop()
            .call(21, two, List.of(floats(0, 0, 0, 0)))
            .getFirst()
            .toArray(ValueLayout.JAVA_FLOAT));
    List<MemorySegment> extremes =
        genop()
            .call(
                22,
                List.of(
                    doubles(-5, 2, 9),
                    TypedArgument.ofInt(3),
                    TypedArgument.ofInt(0),
                    TypedArgument.ofInt(8)),
                List.of(doubles(0, 0, 0), aDouble(), aDouble()));
    assertArrayEquals(new double[] {0, 2, 8}, extremes.get(0).toArray(ValueLayout.JAVA_DOUBLE));
    assertEquals(0, extremes.get(1).get(ValueLayout.JAVA_DOUBLE_UNALIGNED, 0));
    assertEquals(8, extremes.get(2).get(ValueLayout.JAVA_DOUBLE_UNALIGNED, 0));
  }

  @Test
  void sizesOfArraysAreChecked() {
    List<TypedArgument> two = List.of(floats(1, 2, 3), floats(4, 5, 6));
    refuses(22, "3 elements are no square matrix", 19, two, List.of(floats(0, 0, 0)));
    refuses(22, "write argument 0: 8 bytes, expected 12", 21, two, List.of(floats(0, 0)));
    refuses(
        22,
        "read argument 1: 4 bytes, expected 12",
        21,
        List.of(floats(1, 2, 3), floats(4)),
        List.of(floats(0, 0, 0)));
    refuses(
        22,
        "expected the 2 elements",
        22,
        List.of(
            doubles(1, 2),
            TypedArgument.ofInt(1_000_000),
            TypedArgument.ofInt(0),
            TypedArgument.ofInt(8)),
        List.of(doubles(0, 0), aDouble(), aDouble()));
  }

  private static TypedArgument ints(int... values) {
    return TypedArgument.of(ArgumentType.INT32_ARRAY, MemorySegment.ofArray(values));
  }

  private static TypedArgument doubles(double... values) {
    return TypedArgument.of(ArgumentType.FLOAT64_ARRAY, MemorySegment.ofArray(values));
  }

  private static TypedArgument aDouble() {
    return TypedArgument.of(ArgumentType.FLOAT64, MemorySegment.ofArray(new double[1]));
  }

  @Test
  void multipliesMatrices() {
    List<MemorySegment> results = genop().call(17, product(2), List.of(floats(100, 100, 100, 100)));
    assertArrayEquals(
        new float[] {88, 94, 136, 150}, results.getFirst().toArray(ValueLayout.JAVA_FLOAT));
  }

  @Test
  void checksCountsTypesAndValues() {
    List<TypedArgument> write = List.of(floats(0, 0, 0, 0));
    refuses(
        22, "BLAS_SGEMM with 9 read arguments, expected 10", 17, product(2).subList(0, 9), write);
    refuses(22, "BLAS_SGEMM with 0 write arguments, expected 1", 17, product(2), List.of());
    refuses(22, "read argument 0: -1, expected 0 to 2147483647", 17, product(-1), write);
    List<TypedArgument> types = new ArrayList<>(product(2));
    types.set(3, TypedArgument.ofInt(1));
    refuses(22, "read argument 3: INT32, expected FLOAT32", 17, types, write);
    types.set(3, TypedArgument.of(ArgumentType.FLOAT32, MemorySegment.ofArray(new byte[8])));
    refuses(22, "read argument 3: FLOAT32 of 8 bytes", 17, types, write);
    types.set(3, TypedArgument.room(ArgumentType.FLOAT32, 4));
    refuses(22, "read argument 3 has no content", 17, types, write);
    List<TypedArgument> huge = List.of(TypedArgument.room(ArgumentType.FLOAT32_ARRAY, 1L << 40));
    refuses(22, "1099511627776 bytes, expected at most 268435456", 17, product(2), huge);
  }

  @Test
  void tellsWhatCannotBeFromWhatIsNotHere() {
    refuses(22, "operation 0: expected 1 to 23", 0, List.of(), List.of());
    refuses(22, "operation 24: expected 1 to 23", 24, List.of(), List.of());
    for (int number : new int[] {8, 12, 16, 23}) {
      refuses(95, "operation " + number + " is mapped to nothing", number, List.of(), List.of());
    }
    List<TypedArgument> read = List.of(id(), TypedArgument.of(ArgumentType.BUFFER, id().data()));
    List<TypedArgument> write =
        List.of(
            TypedArgument.room(ArgumentType.UCHAR_ARRAY, 9),
            TypedArgument.room(ArgumentType.UCHAR_ARRAY, 9));
    refuses(95, "IMAGE_CLASSIFY: nothing here has dev.vaccel.api.ImageApi", 3, read, write);
    List<TypedArgument> picture = write.subList(0, 1);
    refuses(95, "IMAGE_DETECT: nothing here has dev.vaccel.api.ImageApi", 4, read, picture);
    refuses(95, "IMAGE_DEPTH: nothing here has dev.vaccel.api.ImageApi", 7, read, picture);
  }

  @Test
  void reachesExecOnlyWhereItsOperatorSaysSo() {
    List<TypedArgument> read =
        List.of(id(), TypedArgument.ofText("f"), TypedArgument.ofInt(1), TypedArgument.ofInt(2));
    List<TypedArgument> write = List.of(floats(5));
    refuses(95, "allows exec by number with --set genop.exec=true", 2, read, write);
    assertEquals(List.of(), libraries);
    List<MemorySegment> results = session.genop(Map.of("exec", "true")).call(2, read, write);
    assertEquals(List.of(LIBRARY + " [] f 2"), libraries);
    assertEquals(5, results.getFirst().get(ValueLayout.JAVA_FLOAT_UNALIGNED, 0));
    assertThrows(ConfigException.class, () -> session.genop(Map.of("exec", "yes")));
  }

  private void refuses(
      int number,
      String message,
      int operation,
      List<TypedArgument> read,
      List<TypedArgument> write) {
    var error = assertThrows(BackendException.class, () -> genop().call(operation, read, write));
    assertEquals(number, error.vendorCode());
    assertTrue(error.getMessage().contains(message), error::getMessage);
  }

  private GenopApi genop() {
    return session.genop();
  }

  /** 2 * ((1, 2), (3, 4)) * ((5, 6), (7, 8)) + 0.5 * C. */
  private static List<TypedArgument> product(long m) {
    return List.of(
        TypedArgument.ofLong(m),
        TypedArgument.ofLong(2),
        TypedArgument.ofLong(2),
        TypedArgument.of(ArgumentType.FLOAT32, floats(2).data()),
        floats(1, 2, 3, 4),
        TypedArgument.ofLong(2),
        floats(5, 6, 7, 8),
        TypedArgument.ofLong(2),
        TypedArgument.of(ArgumentType.FLOAT32, floats(0.5f).data()),
        TypedArgument.ofLong(2));
  }

  private static TypedArgument floats(float... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return TypedArgument.of(ArgumentType.FLOAT32_ARRAY, MemorySegment.ofArray(bytes.array()));
  }

  private static TypedArgument id() {
    return TypedArgument.of(ArgumentType.UINT8_ARRAY, MemorySegment.ofArray(LIBRARY.bytes()));
  }
}
