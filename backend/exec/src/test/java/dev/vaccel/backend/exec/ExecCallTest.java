package dev.vaccel.backend.exec;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ExecApi;
import dev.vaccel.api.ExecArgument;
import dev.vaccel.api.ExecKind;
import dev.vaccel.api.ExecResult;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.spi.Backend;
import dev.vaccel.api.spi.BackendSession;
import dev.vaccel.api.spi.BackendSettings;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls that work: every kind of argument and result, against what C computes. */
class ExecCallTest {
  private static final String SOURCE =
      """
      #include <stdint.h>
      #include <stdio.h>
      #include <string.h>
      int32_t add32(int32_t a, int32_t b) { return a + b; }
      int64_t add64(int64_t a, int64_t b) { return a + b; }
      float halve(float x) { return x / 2; }
      double mix(int32_t a, int64_t b, float c, double d) { return a + 10.0 * b + 100.0 * c + 1000 * d; }
      double dot(const float *a, const float *b, int64_t n) {
        double s = 0;
        for (int64_t i = 0; i < n; i++) s += (double) a[i] * b[i];
        return s;
      }
      int32_t minus_one(void) { return -1; }
      uint32_t same32(uint32_t x) { return x; }
      static int32_t kept;
      void keep(int32_t x) { kept = x; }
      int32_t count(void) { return ++kept; }
      int64_t sum(const uint8_t *bytes, int64_t length) {
        int64_t s = 0;
        for (int64_t i = 0; i < length; i++) s += bytes[i];
        return s;
      }
      void scribble(uint8_t *bytes, int64_t length) { memset(bytes, 0xee, length); }
      int32_t transform(const int32_t *in, int32_t *out, int32_t *inout, int32_t n) {
        int32_t nonzero = 0;
        for (int32_t i = 0; i < n; i++) {
          nonzero += out[i] != 0;
          out[i] = 2 * in[i];
          inout[i] += in[i];
        }
        return nonzero;
      }
      int64_t many(MANY) { return SUM; }
      static const char *trace;
      void trace_to(const char *file) { trace = strdup(file); }
      __attribute__((destructor)) static void unload(void) {
        FILE *f = trace ? fopen(trace, "w") : 0;
        if (f) { fputs("unloaded", f); fclose(f); }
      }
      """;

  @TempDir static Path built;
  private static Path library;
  @TempDir Path work;
  private final FileContext context = new FileContext();
  private Backend backend;
  private BackendSession session;
  private ExecApi exec;
  private ResourceId id;

  @BeforeAll
  static void compile() throws IOException, InterruptedException {
    StringBuilder parameters = new StringBuilder();
    StringBuilder sum = new StringBuilder();
    for (int i = 0; i < 64; i++) {
      String type = List.of("int32_t", "int64_t", "float", "double").get(i % 4);
      parameters.append(i == 0 ? "" : ", ").append(type).append(" p").append(i);
      sum.append(i == 0 ? "" : " + ").append(i + 1).append(" * (int64_t) p").append(i);
    }
    library =
        CLibrary.compile(built, "kinds", SOURCE.replace("MANY", parameters).replace("SUM", sum));
  }

  @BeforeEach
  void open() {
    backend =
        new ExecBackendProvider()
            .open(new BackendSettings(Map.of("work-directory", work.toString())));
    session = backend.openSession(context);
    exec = session.api(ExecApi.class);
    id = context.register(library);
  }

  @AfterEach
  void close() {
    session.close();
    backend.close();
  }

  @Test
  void passesAndReturnsEveryScalar() {
    assertEquals(-2, call("add32", ExecKind.I32, ExecArgument.ofInt(5), ExecArgument.ofInt(-7)));
    assertEquals(
        Long.MIN_VALUE,
        call("add64", ExecKind.I64, ExecArgument.ofLong(Long.MAX_VALUE), ExecArgument.ofLong(1)));
    assertEquals(
        -0.75f,
        Float.intBitsToFloat((int) call("halve", ExecKind.F32, ExecArgument.ofFloat(-1.5f))));
    assertEquals(
        1 + 20 + 300 + 4000.5,
        Double.longBitsToDouble(
            call(
                "mix",
                ExecKind.F64,
                ExecArgument.ofInt(1),
                ExecArgument.ofLong(2),
                ExecArgument.ofFloat(3),
                ExecArgument.ofDouble(4.0005))),
        1e-9);
    assertEquals(-1, call("minus_one", ExecKind.I32));
  }

  @Test
  void runsTheExampleOfTheReadme() {
    MemorySegment a = MemorySegment.ofArray(new float[] {1, 2, 3});
    MemorySegment b = MemorySegment.ofArray(new float[] {4, 5, -6});
    ExecResult result =
        exec.call(
            id,
            "dot",
            ExecKind.F64,
            List.of(ExecArgument.in(a), ExecArgument.in(b), ExecArgument.ofLong(3)));
    assertEquals(-4.0, Double.longBitsToDouble(result.bits()));
  }

  @Test
  void returnsBitsInTheFormThatArgumentsHave() {
    ExecArgument minus = ExecArgument.ofFloat(-1);
    assertEquals(minus.bits(), call("halve", ExecKind.F32, ExecArgument.ofFloat(-2)));
    assertEquals(
        ExecArgument.ofInt(-9).bits(), call("same32", ExecKind.I32, ExecArgument.ofInt(-9)));
  }

  @Test
  void takesThirtyTwoBitsAsSignedOrUnsigned() {
    var unsigned = new ExecArgument(ExecKind.I32, 0xffff_fff0L, MemorySegment.ofArray(new byte[0]));
    assertEquals(-16, call("same32", ExecKind.I32, unsigned));
  }

  @Test
  void returnsNothingFromAVoidFunction() {
    ExecResult result = exec.call(id, "keep", ExecKind.VOID, List.of(ExecArgument.ofInt(41)));
    assertEquals(0, result.bits());
    assertEquals(List.of(), result.buffers());
    assertEquals(42, call("count", ExecKind.I32));
  }

  @Test
  void passesSixtyFourArgumentsOfMixedKinds() {
    List<ExecArgument> arguments = new ArrayList<>();
    long expected = 0;
    for (int i = 0; i < 64; i++) {
      int value = 3 * i - 50;
      arguments.add(
          switch (i % 4) {
            case 0 -> ExecArgument.ofInt(value);
            case 1 -> ExecArgument.ofLong(value);
            case 2 -> ExecArgument.ofFloat(value);
            default -> ExecArgument.ofDouble(value);
          });
      expected += (i + 1L) * value;
    }
    assertEquals(expected, exec.call(id, "many", ExecKind.I64, arguments).bits());
  }

  @Test
  void readsWritesAndChangesBuffers() {
    int n = 1000;
    int[] in = new Random(5001).ints(n).toArray();
    int[] inOut = new Random(5002).ints(n).toArray();
    int[] inOutBefore = inOut.clone();
    ExecResult result =
        exec.call(
            id,
            "transform",
            ExecKind.I32,
            List.of(
                ExecArgument.in(MemorySegment.ofArray(in)),
                ExecArgument.out(4L * n),
                ExecArgument.inOut(MemorySegment.ofArray(inOut)),
                ExecArgument.ofInt(n)));
    assertEquals(0, result.bits(), "an out buffer starts as zeros");
    assertEquals(2, result.buffers().size());
    int[] doubled = result.buffers().get(0).toArray(JAVA_INT);
    int[] added = result.buffers().get(1).toArray(JAVA_INT);
    for (int i = 0; i < n; i++) {
      assertEquals(2 * in[i], doubled[i]);
      assertEquals(inOutBefore[i] + in[i], added[i]);
    }
    assertArrayEquals(inOutBefore, inOut, "the caller's memory is not touched");
  }

  @Test
  void givesTheFunctionACopyOfWhatItMayOnlyRead() {
    byte[] content = {1, 2, 3};
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment off = arena.allocate(3).copyFrom(MemorySegment.ofArray(content));
      call("scribble", ExecKind.VOID, ExecArgument.in(off), ExecArgument.ofLong(3));
      assertArrayEquals(content, off.toArray(JAVA_BYTE));
    }
  }

  @Test
  void takesEmptyBuffers() {
    ExecResult result =
        exec.call(
            id,
            "transform",
            ExecKind.I32,
            List.of(
                ExecArgument.in(MemorySegment.ofArray(new byte[0])),
                ExecArgument.out(0),
                ExecArgument.inOut(MemorySegment.ofArray(new byte[0])),
                ExecArgument.ofInt(0)));
    assertEquals(List.of(0L, 0L), result.buffers().stream().map(MemorySegment::byteSize).toList());
  }

  @Test
  void returnsLargeAndSmallBuffersThatOutliveTheSession() {
    List<MemorySegment> results = new ArrayList<>();
    for (long bytes : new long[] {1, 7, CallBuffers.HEAP_RESULT_BYTES, 3 << 20}) {
      ExecResult result =
          exec.call(
              id,
              "scribble",
              ExecKind.VOID,
              List.of(ExecArgument.out(bytes), ExecArgument.ofLong(bytes)));
      MemorySegment buffer = result.buffers().getFirst();
      assertEquals(bytes, buffer.byteSize());
      assertEquals(bytes > CallBuffers.HEAP_RESULT_BYTES, buffer.isNative());
      assertTrue(buffer.maxByteAlignment() >= 8);
      results.add(buffer);
    }
    session.close();
    for (MemorySegment buffer : results) {
      assertEquals((byte) 0xee, buffer.get(JAVA_BYTE, 0));
      assertEquals((byte) 0xee, buffer.get(JAVA_BYTE, buffer.byteSize() - 1));
    }
  }

  @Test
  void keepsALibrarysVariablesWithinTheSession() {
    assertEquals(1, call("count", ExecKind.I32));
    assertEquals(2, call("count", ExecKind.I32));
    try (BackendSession other = backend.openSession(context)) {
      assertEquals(1, other.api(ExecApi.class).call(id, "count", ExecKind.I32, List.of()).bits());
    }
    assertEquals(3, call("count", ExecKind.I32));
  }

  @Test
  void unloadsLibrariesWhenTheSessionCloses() throws IOException {
    Path trace = work.resolve("trace");
    byte[] name = (trace + "\0").getBytes(java.nio.charset.StandardCharsets.UTF_8);
    call("trace_to", ExecKind.VOID, ExecArgument.in(MemorySegment.ofArray(name)));
    assertFalse(Files.exists(trace));
    session.close();
    assertEquals("unloaded", Files.readString(trace));
    session.close();
  }

  @Test
  void leavesNoCopyOfTheLibraryBehind() throws IOException {
    call("count", ExecKind.I32);
    try (var files = Files.list(work)) {
      assertEquals(List.of(), files.toList());
    }
  }

  @Test
  void callsOneFunctionUnderMoreSignaturesThanItKeeps() {
    for (int i = 0; i < 80; i++) {
      List<ExecArgument> arguments = new ArrayList<>();
      for (int bit = 0; bit < 7; bit++) {
        arguments.add((i >> bit & 1) == 0 ? ExecArgument.ofInt(bit) : ExecArgument.ofFloat(bit));
      }
      assertEquals(-1, exec.call(id, "minus_one", ExecKind.I32, arguments).bits());
    }
  }

  private long call(String symbol, ExecKind returns, ExecArgument... arguments) {
    return exec.call(id, symbol, returns, List.of(arguments)).bits();
  }
}
