package dev.vaccel.backend.genop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.BackendException;
import dev.vaccel.api.BlasApi;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.InvalidArgumentException;
import dev.vaccel.api.NoopApi;
import dev.vaccel.api.array.ArrayApi;
import dev.vaccel.api.exec.ArgumentType;
import dev.vaccel.api.exec.GenopApi;
import dev.vaccel.api.exec.TypedArgument;
import dev.vaccel.api.exec.TypedExecApi;
import dev.vaccel.codegen.GenericLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is refused of calls by number, before anything is session.called. */
class RefusedNumbersTest {
  private static final int ECHO = 0x1_0002;
  private static final int SGEMM = 0x2_0001;

  private final ServedApis session = new ServedApis();

  @Test
  void countsTypesAndSizesAreCheckedBeforeAnythingIsCalled() {
    session.serve(BlasApi.class, new PlainBlas());
    session.serve(NoopApi.class, "noop", _ -> Void.TYPE);
    List<TypedArgument> write = List.of(Typed.float32s(0, 0, 0, 0));
    List<TypedArgument> right = ServedApis.product(2, 0);
    refuses(
        22, "blas.sgemm with 11 read arguments, expected 12", SGEMM, right.subList(0, 11), write);
    refuses(22, "blas.sgemm with 0 write arguments, expected 1", SGEMM, right, List.of());
    refuses(
        22,
        "blas.sgemm, read argument 2 (m): INT64, expected INT32",
        SGEMM,
        with(right, 2, TypedArgument.ofLong(2)),
        write);
    refuses(
        22,
        "read argument 6 (a): FLOAT32, expected BUFFER, RAW or an array",
        SGEMM,
        with(right, 6, Typed.float32(1)),
        write);
    refuses(
        22,
        "read argument 6 (a): FLOAT32_ARRAY of 15 bytes",
        SGEMM,
        with(right, 6, Typed.bytes(ArgumentType.FLOAT32_ARRAY, new byte[15])),
        write);
    refuses(
        22,
        "read argument 6 (a): 12 bytes, the other arguments imply 16",
        SGEMM,
        with(right, 6, Typed.float32s(1, 2, 3)),
        write);
    refuses(
        22,
        "read argument 0 (transA): 2, expected 0 NONE, 1 TRANSPOSE",
        SGEMM,
        with(right, 0, TypedArgument.ofInt(2)),
        write);
    refuses(
        22,
        "write argument 0 (c): 8 bytes, the other arguments imply 16",
        SGEMM,
        right,
        List.of(Typed.float32s(0, 0)));
    refuses(
        22,
        "noop.echo, write argument 0 (output): 2 bytes, the other arguments imply 3",
        ECHO,
        List.of(Typed.buffer(new byte[3])),
        List.of(Typed.buffer(new byte[2])));
    var negative =
        assertThrows(
            InvalidArgumentException.class,
            () -> session.genop().call(SGEMM, with(right, 7, TypedArgument.ofInt(-3)), write));
    assertEquals(ErrorCode.SIZE_MISMATCH, negative.code());
    refuses(
        22,
        "more than 64 arguments",
        ECHO,
        java.util.Collections.nCopies(65, ServedApis.id()),
        List.of());
    assertEquals(List.of(), session.called);
  }

  @Test
  void roomThatNobodyPaidForIsBounded() {
    session.serve(ArrayApi.class, new PlainArrays());
    List<TypedArgument> read = List.of(TypedArgument.ofInt(0), Typed.float32s(), Typed.float32s());
    long half = 1L << 27;
    refuses(
        22,
        "write arguments without content of 268435460 bytes together, expected at most 268435456",
        0x7_0003,
        read,
        List.of(room(ArgumentType.BUFFER, half), room(ArgumentType.BUFFER, half + 4)));
    refuses(
        22,
        "array.parallel, write argument 1: 9223372036854775807 bytes, expected at most 268435456",
        0x7_0003,
        read,
        List.of(room(ArgumentType.BUFFER, half), room(ArgumentType.BUFFER, Long.MAX_VALUE)));
    refuses(
        22,
        "write argument 1 (product): BUFFER of -1 bytes",
        0x7_0003,
        read,
        List.of(room(ArgumentType.BUFFER, 1), room(ArgumentType.BUFFER, -1)));
    assertEquals(List.of(), session.called);
    // What is not used is not allocated.
    session
        .genop()
        .call(
            0x7_0003,
            read,
            List.of(room(ArgumentType.BUFFER, half), room(ArgumentType.BUFFER, half)));
    assertEquals(List.of("parallel"), session.called);
  }

  @Test
  void numbersThatAreNotHereSaySo() {
    refuses(95, "operation 65635: API noop has no operation 99", 0x1_0063, List.of(), List.of());
    refuses(95, "operation 65536: API noop has no operation 0", 0x1_0000, List.of(), List.of());
    refuses(95, "API 4660 is not known here", 0x1234_0001, List.of(), List.of());
    refuses(95, "API 65535 is not known here", -1, List.of(), List.of());
    refuses(95, "API 32768 is not known here", Integer.MIN_VALUE, List.of(), List.of());
    refuses(95, "genop.call: it calls by number itself", 0x9_0001, List.of(), List.of());
    refuses(
        95, "noop.noop: nothing here has dev.vaccel.api.NoopApi", 0x1_0001, List.of(), List.of());
  }

  @Test
  void whatRunsItsCallersCodeNeedsTheOperator() {
    List<TypedArgument> written = new ArrayList<>();
    TypedExecApi exec =
        (library, dependencies, symbol, read, write) -> {
          assertEquals(ServedApis.MODEL, library);
          assertEquals(List.of(ServedApis.MODEL, ServedApis.MODEL), dependencies);
          assertEquals("f", symbol);
          assertEquals(5, read.getFirst().data().get(ValueLayout.JAVA_INT_UNALIGNED, 0));
          written.addAll(write);
          return List.of(MemorySegment.ofArray(new byte[] {1, 2}));
        };
    session.serve(TypedExecApi.class, exec);
    byte[] two = Arrays.copyOf(ServedApis.MODEL.bytes(), 64);
    System.arraycopy(two, 0, two, 32, 32);
    List<TypedArgument> read =
        List.of(
            ServedApis.id(),
            Typed.bytes(ArgumentType.UINT8_ARRAY, two),
            Typed.texts("f"),
            TypedArgument.ofInt(1),
            Typed.int32s(5),
            Typed.int32s(0),
            Typed.int64s(0),
            Typed.int64s(4),
            Typed.int32s(5),
            TypedArgument.ofInt(1),
            Typed.int32s(28),
            Typed.int32s(0),
            Typed.int64s(2),
            Typed.int64s(0),
            Typed.buffer());
    List<TypedArgument> write = ServedApis.roomsOf(0xa_0001);
    String how = "an operator allows that by number with --set genop.exec=true";
    refuses(95, "exec-typed.call runs its caller's code; " + how, 0xa_0001, read, write);
    refuses(95, "exec.call runs its caller's code; " + how, 0x5_0001, List.of(), List.of());
    assertEquals(List.of(), written);
    List<MemorySegment> results = session.genop(Map.of("exec", "true")).call(0xa_0001, read, write);
    assertEquals(2, written.getFirst().byteSize());
    assertArrayEquals(new byte[] {1, 2}, results.getLast().toArray(ValueLayout.JAVA_BYTE));
    assertTrue(
        assertThrows(
                BackendException.class,
                () -> session.genop(Map.of("exec", "true")).call(0x5_0001, List.of(), List.of()))
            .getMessage()
            .contains("exec.call with 0 read arguments, expected "));
  }

  @Test
  void pathsAndOpencvSayWhatToUse() {
    refuses(
        95,
        "operation 1 is mapped to nothing here (EXEC): it names a file",
        1,
        List.of(),
        List.of());
    refuses(95, "expected EXEC_WITH_RESOURCE, 2; an operator", 1, List.of(), List.of());
    refuses(95, "(OPENCV): upstream hands its arguments to a plug-in", 23, List.of(), List.of());
    refuses(95, "a described operation has a number of its own", 8, List.of(), List.of());
    refuses(22, "operation 24: expected 1 to 23, or the number of", 24, List.of(), List.of());
    refuses(22, "operation 65535: expected 1 to 23", 0xffff, List.of(), List.of());
    assertEquals(GenopApi.MAX_ARGUMENTS, GenericLayout.MAX_ARGUMENTS);
  }

  private void refuses(
      int number,
      String message,
      int operation,
      List<TypedArgument> read,
      List<TypedArgument> write) {
    var error =
        assertThrows(BackendException.class, () -> session.genop().call(operation, read, write));
    assertEquals(number, error.vendorCode());
    assertTrue(error.getMessage().contains(message), error::getMessage);
  }

  private static List<TypedArgument> with(
      List<TypedArgument> arguments, int index, TypedArgument argument) {
    List<TypedArgument> changed = new ArrayList<>(arguments);
    changed.set(index, argument);
    return changed;
  }

  private static TypedArgument room(ArgumentType type, long bytes) {
    return TypedArgument.room(type, bytes);
  }
}
