package dev.vaccel.backend.blas;

import static dev.vaccel.api.Transpose.NONE;
import static dev.vaccel.api.Transpose.TRANSPOSE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.BlasApi;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.InvalidArgumentException;
import dev.vaccel.api.NoopApi;
import dev.vaccel.api.ResourceException;
import dev.vaccel.api.Transpose;
import dev.vaccel.api.UnsupportedException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Arguments that are refused, and a session's end. Checks come before the implementation. */
class BlasBackendTest {
  private final BlasSession session = Implementation.JAVA_PLAIN.open();
  private final BlasApi blas = session.api(BlasApi.class);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "NONE|NONE|-1|2|3|3|2|2|m=-1, n=2, k=3: expected none to be negative",
        "NONE|NONE|2|-2147483648|3|3|2|2|n=-2147483648",
        "NONE|NONE|2|2|-3|3|2|2|k=-3",
        "NONE|NONE|4|2|3|2|2|2|lda=2: expected at least 3 (stored columns: k=3)",
        "TRANSPOSE|NONE|4|2|3|3|2|2|lda=3: expected at least 4 (stored columns: m=4)",
        "NONE|NONE|4|5|3|3|4|5|ldb=4: expected at least 5 (stored columns: n=5)",
        "NONE|TRANSPOSE|4|5|3|3|2|5|ldb=2: expected at least 3 (stored columns: k=3)",
        "NONE|NONE|4|5|3|3|5|4|ldc=4: expected at least 5 (stored columns: n=5)",
        "NONE|NONE|0|0|0|0|1|1|lda=0: expected at least 1",
        "NONE|NONE|0|0|0|1|1|-7|ldc=-7: expected at least 1",
      })
  void refusesDimensionsThatMakeNoSense(
      Transpose transA,
      Transpose transB,
      int m,
      int n,
      int k,
      int lda,
      int ldb,
      int ldc,
      String message) {
    MemorySegment memory = MemorySegment.ofArray(new double[100]);
    var single =
        assertThrows(
            InvalidArgumentException.class,
            () -> blas.sgemm(transA, transB, m, n, k, 1, memory, lda, memory, ldb, 0, memory, ldc));
    assertEquals(ErrorCode.INVALID_ARGUMENT, single.code());
    assertTrue(single.getMessage().startsWith("sgemm: "), single::getMessage);
    assertTrue(single.getMessage().contains(message), single::getMessage);
    var twice =
        assertThrows(
            InvalidArgumentException.class,
            () -> blas.dgemm(transA, transB, m, n, k, 1, memory, lda, memory, ldb, 0, memory, ldc));
    assertTrue(twice.getMessage().startsWith("dgemm: "), twice::getMessage);
    assertTrue(twice.getMessage().contains(message), twice::getMessage);
  }

  @ParameterizedTest
  @CsvSource({
    "29, 17, 10, a has 116 bytes: expected at least 30 elements of 4 bytes",
    "30, 16, 10, b has 64 bytes: expected at least 17 elements of 4 bytes",
    "30, 17, 9, c has 36 bytes: expected at least 10 elements of 4 bytes",
  })
  void refusesMemoryThatIsTooSmall(int sizeA, int sizeB, int sizeC, String message) {
    MemorySegment a = MemorySegment.ofArray(new float[sizeA]);
    MemorySegment b = MemorySegment.ofArray(new float[sizeB]);
    float[] c = new float[sizeC];
    var error =
        assertThrows(
            InvalidArgumentException.class,
            () -> blas.sgemm(NONE, NONE, 5, 2, 6, 1, a, 6, b, 3, 1, MemorySegment.ofArray(c), 2));
    assertEquals(ErrorCode.SIZE_MISMATCH, error.code());
    assertTrue(error.getMessage().contains(message), error::getMessage);
    assertArrayEquals(new float[sizeC], c);
  }

  @Test
  void countsTheElementsOfHugeMatricesWithoutOverflow() {
    int huge = Integer.MAX_VALUE;
    MemorySegment memory = MemorySegment.ofArray(new double[100]);
    for (Transpose trans : Transpose.values()) {
      var error =
          assertThrows(
              InvalidArgumentException.class,
              () ->
                  blas.dgemm(
                      trans, trans, huge, huge, huge, 1, memory, huge, memory, huge, 1, memory,
                      huge));
      assertEquals(ErrorCode.SIZE_MISMATCH, error.code());
      assertTrue(error.getMessage().contains("4611686014132420609 elements"), error::getMessage);
    }
  }

  @Test
  @SuppressWarnings("NullAway") // callers that are compiled without it exist
  void refusesMemoryThatCannotBeUsed() throws InterruptedException {
    MemorySegment good = MemorySegment.ofArray(new float[1]);
    assertRefused("a is null", null, good, good);
    assertRefused("c is read-only memory", good, good, good.asReadOnly());
    MemorySegment freed;
    try (Arena arena = Arena.ofConfined()) {
      freed = arena.allocate(4, 4);
    }
    assertRefused("b is memory that has been freed", good, freed, good);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment other = arena.allocate(4, 4);
      Thread thread =
          Thread.ofPlatform()
              .start(() -> assertRefused("b is memory confined to another", good, other, good));
      var failure = new java.util.concurrent.atomic.AtomicReference<Throwable>();
      thread.setUncaughtExceptionHandler((_, e) -> failure.set(e));
      thread.join();
      if (failure.get() != null) {
        throw new AssertionError(failure.get());
      }
    }
    assertThrows(
        InvalidArgumentException.class,
        () -> blas.sgemm(null, NONE, 1, 1, 1, 1, good, 1, good, 1, 0, good, 1));
  }

  @Test
  void refusesAnotherApiAndUseAfterClose() {
    assertEquals(
        ErrorCode.UNKNOWN_API,
        assertThrows(UnsupportedException.class, () -> session.api(NoopApi.class)).code());
    session.close();
    session.close();
    assertEquals(
        ErrorCode.CLOSED,
        assertThrows(ResourceException.class, () -> session.api(BlasApi.class)).code());
  }

  @Test
  void extentsAreThoseOfTheDescription() {
    var shape = GemmShape.of("sgemm", TRANSPOSE, NONE, 3, 4, 5, 7, 9, 11);
    assertEquals(4 * 7 + 3, shape.elementsA());
    assertEquals(4 * 9 + 4, shape.elementsB());
    assertEquals(2 * 11 + 4, shape.elementsC());
  }

  private void assertRefused(String message, MemorySegment a, MemorySegment b, MemorySegment c) {
    var error =
        assertThrows(
            InvalidArgumentException.class,
            () -> blas.sgemm(NONE, NONE, 1, 1, 1, 1, a, 1, b, 1, 0, c, 1));
    assertTrue(error.getMessage().contains(message), error::getMessage);
  }
}
