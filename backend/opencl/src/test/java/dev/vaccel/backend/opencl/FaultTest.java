package dev.vaccel.backend.opencl;

import static dev.vaccel.api.program.ProgramArgument.ofLong;
import static dev.vaccel.api.program.ProgramArgument.out;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.BackendException;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.program.ProgramApi;
import dev.vaccel.api.program.ProgramArgument;
import dev.vaccel.api.program.ProgramHandle;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a kernel can do to its process, and nobody else. */
class FaultTest {
  private static final String SOURCE =
      """
      kernel void poke(global int *a, long where) { a[where] = 42; }
      kernel void forever(global volatile int *a) { while (a[0] == 0) a[1]++; }
      kernel void talk(global int *a, long lines) {
        for (long i = 0; i < lines; i++) printf("line %ld of a kernel that prints\\n", i);
        a[0] = 7;
      }
      """;

  @TempDir Path directory;
  private final Devices.Files files = new Devices.Files();

  private ResourceId source() throws IOException {
    return files.add(Files.writeString(directory.resolve("faults.cl"), SOURCE));
  }

  private static int run(
      ProgramApi programs, ProgramHandle program, String kernel, ProgramArgument... arguments) {
    return programs
        .run(program, kernel, List.of(1L), List.of(), List.of(arguments))
        .buffers()
        .getFirst()
        .get(ValueLayout.JAVA_INT, 0);
  }

  @Test
  void aKernelThatFaultsEndsItsProcessOnly() throws IOException {
    try (OpenclBackend backend = Devices.open();
        var bad =
            new IsolatedPrograms(
                backend.settings(), backend.openclDevices(), files, backend::workerCommand);
        var good = backend.openSession(files)) {
      ResourceId id = source();
      ProgramApi neighbour = good.api(ProgramApi.class);
      ProgramHandle neighbours = neighbour.build(id, "", "");
      ProgramHandle program = bad.build(id, "", "");
      ProgramHandle second = bad.build(id, "-DSECOND", "");
      long first = Objects.requireNonNull(bad.worker()).pid();
      for (int i = 0; i < 2; i++) {
        BackendException e =
            assertThrows(
                BackendException.class, () -> run(bad, program, "poke", out(4), ofLong(1L << 44)));
        assertTrue(e.getMessage().contains("SIGSEGV"), e.getMessage());
        assertTrue(e.getMessage().contains("kernel 'poke'"), e.getMessage());
        assertFalse(ProcessHandle.of(first).filter(ProcessHandle::isAlive).isPresent());
        assertEquals(42, run(neighbour, neighbours, "poke", out(4), ofLong(0)));
        // The session goes on, in another process.
        assertEquals(42, run(bad, second, "poke", out(4), ofLong(0)));
        assertEquals(42, run(bad, program, "poke", out(4), ofLong(0)));
        assertEquals(3, bad.kernels(program).size());
        bad.kernels(second);
      }
      bad.unload(program);
    }
  }

  @Test
  void aKernelThatDoesNotEndIsStopped() throws IOException {
    try (OpenclBackend backend = Devices.open("run-seconds", "3");
        var session = backend.openSession(files)) {
      ProgramApi programs = session.api(ProgramApi.class);
      ProgramHandle program = programs.build(source(), "", "");
      run(programs, program, "poke", out(4), ofLong(0));
      BackendException e =
          assertTimeoutPreemptively(
              Duration.ofSeconds(60),
              () ->
                  assertThrows(
                      BackendException.class, () -> run(programs, program, "forever", out(8))));
      assertTrue(e.getMessage().contains("within 3 s"), e.getMessage());
      assertEquals(42, run(programs, program, "poke", out(4), ofLong(0)));
    }
  }

  @Test
  void whatAKernelPrintsIsNoResult() throws IOException {
    try (OpenclBackend backend = Devices.open();
        var session = backend.openSession(files)) {
      ProgramApi programs = session.api(ProgramApi.class);
      ProgramHandle program = programs.build(source(), "", "");
      assertEquals(7, run(programs, program, "talk", out(4), ofLong(20_000)));
    }
  }

  @Test
  void closingASessionEndsItsProcess() throws IOException {
    try (OpenclBackend backend = Devices.open()) {
      var programs =
          new IsolatedPrograms(
              backend.settings(), backend.openclDevices(), files, backend::workerCommand);
      programs.build(source(), "", "");
      ProcessHandle worker =
          ProcessHandle.of(Objects.requireNonNull(programs.worker()).pid()).orElseThrow();
      programs.close();
      assertFalse(worker.isAlive());
      programs.close();
    }
  }

  /** A driver's handler of SIGFPE must not be the JVM's: it made 5 of this. */
  @Test
  void aDivisionByZeroStillThrowsInThisProcess() {
    try (OpenclBackend backend = Devices.open();
        DeviceSession device = backend.openDevice()) {
      assertFalse(device.queue().address() == 0);
      for (int i = 0; i < 50_000; i++) {
        int divisor = i % 2;
        if (divisor == 0) {
          assertThrows(ArithmeticException.class, () -> divide(5, divisor));
        } else {
          assertEquals(5, divide(5, divisor));
        }
      }
    }
  }

  private static int divide(int a, int b) {
    return a / b;
  }
}
