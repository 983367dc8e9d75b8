package dev.vaccel.systemtests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.BackendException;
import dev.vaccel.api.BlasApi;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ResourceException;
import dev.vaccel.api.Session;
import dev.vaccel.api.Transpose;
import dev.vaccel.api.UnsupportedException;
import dev.vaccel.api.array.ArrayApi;
import dev.vaccel.api.array.MinMax;
import dev.vaccel.api.program.ProgramApi;
import dev.vaccel.api.program.ProgramArgument;
import dev.vaccel.api.program.ProgramHandle;
import dev.vaccel.runtime.Vaccel;
import dev.vaccel.testing.Prerequisites;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The opencl back end in an agent, called from here over a socket. */
class OpenclAgentTest {
  private static final String SOURCE =
      """
      kernel void twice(global const int *in, global int *out) {
        out[get_global_id(0)] = 2 * in[get_global_id(0)];
      }
      kernel void poke(global int *a, long where) { a[where] = 42; }
      """;

  @TempDir Path directory;

  private AgentProcess agent(String... more) throws Exception {
    List<String> options = new ArrayList<>();
    options.add("--listen=unix://" + directory.resolve("agent.sock"));
    options.add("--backend=opencl");
    options.addAll(List.of(more));
    return AgentProcess.start(options.toArray(String[]::new));
  }

  private static Session connect(AgentProcess agent) {
    Session session = Vaccel.connect(agent.address());
    Prerequisites.require(
        session.operations().stream()
            .anyMatch(row -> row.backend().equals("opencl") && row.available()),
        "no OpenCL device: apt install ocl-icd-libopencl1 pocl-opencl-icd");
    return session;
  }

  @Test
  void computesProductsAndArrays() throws Exception {
    try (AgentProcess agent = agent();
        Session session = connect(agent)) {
      int n = 100;
      float[] a = new float[n * n];
      float[] b = new float[n * n];
      for (int i = 0; i < n * n; i++) {
        a[i] = i % 17 - 8;
        b[i] = i % 23 - 11;
      }
      float[] expected = new float[n * n];
      for (int i = 0; i < n; i++) {
        for (int p = 0; p < n; p++) {
          for (int j = 0; j < n; j++) {
            expected[i * n + j] += a[i * n + p] * b[p * n + j];
          }
        }
      }
      // Small whole numbers: every sum is exact.
      MemorySegment c = session.allocate(4L * n * n);
      session
          .api(BlasApi.class)
          .sgemm(
              Transpose.NONE,
              Transpose.NONE,
              n,
              n,
              n,
              1,
              MemorySegment.ofArray(a),
              n,
              MemorySegment.ofArray(b),
              n,
              0,
              c,
              n);
      assertArrayEquals(expected, c.toArray(ValueLayout.JAVA_FLOAT));
      ArrayApi array = session.api(ArrayApi.class);
      float[] again = new float[n * n];
      array.multiply(
          n, MemorySegment.ofArray(a), MemorySegment.ofArray(b), MemorySegment.ofArray(again));
      assertArrayEquals(expected, again);
      double[] limited = new double[3];
      MinMax found =
          array.minmax(
              3,
              0,
              5,
              MemorySegment.ofArray(new double[] {-3, 2, 9}),
              MemorySegment.ofArray(limited));
      assertArrayEquals(new double[] {0, 2, 5}, limited);
      assertEquals(new MinMax(0, 5), found);
    }
  }

  @Test
  void aKernelThatFaultsLeavesTheAgentAndOtherSessionsAlone() throws Exception {
    Path source = Files.writeString(directory.resolve("p.cl"), SOURCE);
    try (AgentProcess agent = agent("--enable=program");
        Session good = connect(agent);
        Session bad = connect(agent)) {
      ProgramApi programs = good.api(ProgramApi.class);
      ProgramHandle program = programs.build(good.register(source), "", "");
      ProgramApi others = bad.api(ProgramApi.class);
      ProgramHandle faulty = others.build(bad.register(source), "", "");
      twice(programs, program);
      for (int i = 0; i < 2; i++) {
        List<ProgramArgument> anywhere =
            List.of(ProgramArgument.out(4), ProgramArgument.ofLong(1L << 44));
        BackendException fault =
            assertThrows(
                BackendException.class,
                () -> others.run(faulty, "poke", List.of(1L), List.of(), anywhere));
        assertEquals(ErrorCode.BACKEND_FAILED, fault.code());
        assertTrue(fault.getMessage().contains("SIGSEGV"), fault.getMessage());
        twice(programs, program);
        twice(others, faulty);
      }
      // Handles of one session are not found in another.
      ResourceException foreign =
          assertThrows(ResourceException.class, () -> others.kernels(program));
      assertEquals(ErrorCode.NOT_FOUND, foreign.code());
      assertTrue(agent.command().process().isAlive());
    }
  }

  @Test
  void programsNeedTheOperatorsWord() throws Exception {
    try (AgentProcess agent = agent();
        Session session = connect(agent)) {
      UnsupportedException refused =
          assertThrows(UnsupportedException.class, () -> session.api(ProgramApi.class));
      assertTrue(refused.getMessage().contains("must be enabled there"), refused.getMessage());
      session.api(ArrayApi.class);
    }
  }

  private static void twice(ProgramApi programs, ProgramHandle program) {
    int[] in = {1, 2, 3, 4};
    MemorySegment out =
        programs
            .run(
                program,
                "twice",
                List.of(4L),
                List.of(),
                List.of(ProgramArgument.in(MemorySegment.ofArray(in)), ProgramArgument.out(16)))
            .buffers()
            .getFirst();
    assertArrayEquals(new int[] {2, 4, 6, 8}, out.toArray(ValueLayout.JAVA_INT));
  }
}
