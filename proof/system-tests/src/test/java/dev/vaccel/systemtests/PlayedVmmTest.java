package dev.vaccel.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.systemtests.VaccelProcess.Result;
import dev.vaccel.testing.Prerequisites;
import dev.vaccel.vm.Architecture;
import dev.vaccel.vm.GuestKernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code vaccel vm run} with VMMs whose vsock ends in unix sockets. */
class PlayedVmmTest {
  private static final Architecture HERE = Architecture.ofThisMachine();

  @TempDir Path directory;

  @BeforeAll
  static void requireKernel() {
    Path kernel = GuestKernel.directory(HERE);
    Prerequisites.require(
        Files.isReadable(kernel.resolve("vmlinuz")),
        "no kernel in " + kernel + "; run " + GuestKernel.fetchCommand(HERE));
  }

  private Path program(String line) throws IOException {
    Path program = Files.writeString(directory.resolve("vmm"), "#!/bin/sh\n" + line + "\n");
    assertTrue(program.toFile().setExecutable(true));
    return program;
  }

  private Path played() throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    return program(
        "exec "
            + java
            + " --enable-native-access=ALL-UNNAMED -cp '"
            + VaccelProcess.classPath()
            + "' dev.vaccel.systemtests.PlayedVmm \"$@\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"firecracker", "cloud-hypervisor"})
  void aGuestCallsTheAgentOfTheRun(String vmm) throws Exception {
    Result end =
        VaccelProcess.run(
            "vm",
            "run",
            "--vmm",
            vmm,
            "--vmm-program",
            played().toString(),
            "--backend=noop",
            "true");
    assertEquals("called\n", end.output(), end.messages());
    assertEquals(0, end.exitCode(), end.messages());
  }

  @Test
  void aGuestCallsAnAgentThatRuns() throws Exception {
    String device = "hvsock://" + directory.resolve("vsock");
    try (AgentProcess agent = AgentProcess.start("--listen=" + device, "--backend=noop")) {
      Result end =
          VaccelProcess.run(
              "vm",
              "run",
              "--vmm=firecracker",
              "--vmm-program",
              played().toString(),
              "--device=" + device,
              "true");
      assertEquals("called\n", end.output(), end.messages());
      agent.awaitCounter("vaccel_sessions", 0);
    }
  }

  @Test
  void aVmmThatEndsIsToldOfInItsOwnWords() throws Exception {
    Result end =
        VaccelProcess.run(
            "vm",
            "run",
            "--vmm=firecracker",
            "--vmm-program",
            program("echo 'Cannot open /dev/kvm' >&2; exit 1").toString(),
            "--backend=noop",
            "true");
    assertEquals(1, end.exitCode(), end.messages());
    assertTrue(end.messages().contains("Firecracker said: Cannot open /dev/kvm\n"), end.messages());
  }
}
