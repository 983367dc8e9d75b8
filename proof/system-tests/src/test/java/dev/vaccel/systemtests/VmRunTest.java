package dev.vaccel.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.systemtests.VaccelProcess.Result;
import dev.vaccel.testing.Deadline;
import dev.vaccel.vm.Architecture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code vaccel vm run} under QEMU, emulated, and what it does when a part of it dies. */
class VmRunTest {
  private static final String[] WAIT = {"sh", "-c", "echo up; sleep 1000"};

  @TempDir Path directory;

  private static VaccelProcess start(List<String> options, String... command) throws IOException {
    GuestMachine.require(Architecture.X86_64);
    List<String> arguments = new ArrayList<>(List.of("vm", "run", "--accel=tcg"));
    arguments.addAll(options);
    arguments.add("--");
    arguments.addAll(List.of(command));
    return VaccelProcess.start(arguments.toArray(String[]::new));
  }

  /** One whose command is up, with a back end that takes no time. */
  private static VaccelProcess startAndAwait(String... options) throws Exception {
    VaccelProcess run = start(List.of(options), WAIT);
    assertEquals("up", run.line(), run.messages());
    return run;
  }

  private static ProcessHandle child(VaccelProcess run, String program) {
    return run.process()
        .descendants()
        .filter(each -> each.info().command().orElse("").contains(program))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + program + ": " + run.messages()));
  }

  /** Also true of a process whose parent is gone and which nobody collects. */
  private static boolean hasEnded(ProcessHandle process) {
    try {
      String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
      return stat.substring(stat.lastIndexOf(')') + 2).startsWith("Z");
    } catch (IOException _) {
      return true;
    }
  }

  private static void requireMessage(String expected, Result end) {
    assertTrue(end.messages().contains(expected), end.messages());
  }

  @Test
  void argumentsEnvironmentFilesAndOutputAreExact() throws Exception {
    Path data = Files.createDirectory(directory.resolve("data"));
    Files.writeString(data.resolve("file"), "content ü\n");
    Files.createSymbolicLink(data.resolve("link"), Path.of("file"));
    String script =
        """
        printf '<%s>\\n' "$@"
        echo "$VACCEL_ADDRESS $NAME"
        cat /put/link
        printf 'a\\tb\\r\\n\\036vaccel 0 end 0\\n'
        echo err >&2
        seq 1 3000 | md5sum
        exit 3
        """;
    List<String> options =
        List.of("--backend=noop", "--env=NAME=it's $x", "--add=" + data + ":/put", "--verbose");
    try (VaccelProcess run =
        start(
            options,
            "sh",
            "-c",
            script,
            "-",
            "a  b",
            "it's \"q\"",
            "",
            "@x",
            "--",
            "$HOME*",
            "ü")) {
      Result end = run.finish();
      assertEquals(
          """
          <a  b>
          <it's "q">
          <>
          <@x>
          <-->
          <$HOME*>
          <ü>
          vsock://2:2048 it's $x
          content ü
          a\tb

          \u001evaccel 0 end 0
          err
          """
              + md5sumOfSeq()
              + "  -\n",
          // What reads lines there takes a carriage return as the end of one.
          end.output().replace("b\n\u001e", "b\n\n\u001e"));
      assertEquals(1, end.exitCode(), end.messages());
      requireMessage("vaccel: the guest's command ended with exit code 3\n", end);
      requireMessage("vaccel: the guest was up after ", end);
    }
  }

  private static String md5sumOfSeq() throws Exception {
    StringBuilder lines = new StringBuilder();
    for (int i = 1; i <= 3000; i++) {
      lines.append(i).append('\n');
    }
    byte[] bytes = lines.toString().getBytes(StandardCharsets.US_ASCII);
    return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
  }

  @Test
  void aMachineThatHasReachedItsAgentMayBeKilled() throws Exception {
    Path reach = GuestMachine.compiled("reach", directory);
    String device = "vhost-user://" + directory.resolve("vm.sock");
    try (AgentProcess agent = AgentProcess.start("--listen=" + device, "--backend=noop");
        VaccelProcess run = start(List.of("--device=" + device, "--add=" + reach), "/reach")) {
      assertEquals("reached", run.line(), run.messages());
      child(run, "qemu").destroyForcibly();
      Result end = run.finish();
      assertEquals(1, end.exitCode(), end.messages());
      requireMessage("ended before its command did (QEMU was ended by signal 9)", end);
      // What becomes of its sessions is a test of the device's.
      Deadline.await(
          "the agent notices",
          () -> agent.command().messages().contains("virtual machine left vm=" + directory));
    }
  }

  @Test
  void aKilledAgentEndsTheMachine() throws Exception {
    try (VaccelProcess run = startAndAwait("--backend=noop")) {
      ProcessHandle machine = child(run, "qemu");
      child(run, "java").destroyForcibly();
      Result end = run.finish();
      assertEquals(4, end.exitCode(), end.messages());
      requireMessage("the virtual machine was stopped", end);
      assertTrue(hasEnded(machine));
    }
  }

  @Test
  void theMachineMayBeStartedBeforeAnAgentAndEndsWithIt() throws Exception {
    String device = "vhost-user://" + directory.resolve("vm.sock");
    try (VaccelProcess run = start(List.of("--device=" + device, "--wait=60"), WAIT)) {
      Deadline.await("it waits", () -> run.messages().contains("for an agent at " + device));
      try (AgentProcess agent = AgentProcess.start("--listen=" + device, "--backend=noop")) {
        assertEquals("up", run.line());
        agent.command().process().destroyForcibly();
        Result end = run.finish();
        assertEquals(4, end.exitCode(), end.messages());
        requireMessage("the agent left the guest's device; the virtual machine was stopped", end);
      }
    }
  }

  @Test
  void nothingOutlivesAKilledCommand() throws Exception {
    try (VaccelProcess run = startAndAwait("--backend=noop")) {
      List<ProcessHandle> children = run.process().descendants().toList();
      assertTrue(children.size() >= 2, children.toString());
      run.process().destroyForcibly();
      for (ProcessHandle child : children) {
        Deadline.await("process " + child.pid() + " ends", () -> hasEnded(child));
      }
    }
  }

  @Test
  void anImageRunsOnAarch64() throws Exception {
    GuestMachine.require(Architecture.AARCH64);
    Path image = directory.resolve("image.gz");
    Path file = Files.writeString(directory.resolve("text"), "from the image\n");
    Result made =
        VaccelProcess.run("vm", "image", "--arch=arm64", "--add=" + file, "--output=" + image);
    assertEquals(0, made.exitCode(), made.messages());
    assertTrue(made.output().contains("/text\n"), made.output());
    Result again = VaccelProcess.run("vm", "image", "--arch=arm64", "--output=" + image);
    assertEquals(2, again.exitCode());
    requireMessage("--force replaces it", again);
    try (VaccelProcess run =
        start(
            List.of("--arch=aarch64", "--backend=noop", "--image=" + image),
            "sh",
            "-c",
            "uname -m; cat /text")) {
      Result end = run.finish();
      assertEquals("aarch64\nfrom the image\n", end.output(), end.messages());
      assertEquals(0, end.exitCode());
    }
    assertFalse(Files.exists(directory.resolve(".image.gz")));
  }
}
