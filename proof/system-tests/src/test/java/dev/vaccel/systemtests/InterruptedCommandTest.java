package dev.vaccel.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.systemtests.VaccelProcess.Result;
import dev.vaccel.testing.Deadline;
import dev.vaccel.testing.Prerequisites;
import dev.vaccel.testing.Seed;
import dev.vaccel.vm.Architecture;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ctrl-C, and a signal for the command alone: nothing of it stays behind. */
class InterruptedCommandTest {
  private static final int PICTURES = 20_000;
  private static final int SIGINT_CODE = 130;
  private static final long MODEL_BYTES = 700L << 20;
  private static final Path MODELS = VaccelProcess.root().resolve("models");

  @TempDir Path directory;
  private Path temporary;

  @BeforeAll
  static void requireTools() throws Exception {
    Prerequisites.require(
        new ProcessBuilder("setsid", "env", "--default-signal=INT", "true").start().waitFor() == 0,
        "setsid (util-linux) and env --default-signal (coreutils 8.31) are not there");
  }

  @BeforeEach
  void makeTemporary() throws IOException {
    temporary = Files.createDirectory(directory.resolve("tmp"));
  }

  /** In a process group of its own, as a shell starts it. */
  private VaccelProcess start(String... arguments) throws IOException {
    return VaccelProcess.start(
        // A test that a shell runs in the background inherits that SIGINT is ignored.
        List.of("setsid", "env", "--default-signal=INT"),
        List.of("-Djava.io.tmpdir=" + temporary),
        arguments);
  }

  /** Sends SIGINT: to the process and its children as a terminal does, or to the process alone. */
  private static void interrupt(VaccelProcess command, boolean group) throws Exception {
    String target = (group ? "-" : "") + command.process().pid();
    Process kill = new ProcessBuilder("sh", "-c", "kill -s INT -- " + target).start();
    assertTrue(kill.waitFor(60, TimeUnit.SECONDS));
  }

  private void requireNothingLeft(VaccelProcess command, List<ProcessHandle> children)
      throws Exception {
    Result end = command.finish();
    // A JVM that is interrupted before its module system is up fails at that (JDK 25: VM.initLevel
    // after VM.shutdown), with a code of its own and before any code of ours.
    if (!end.output().startsWith("Error occurred during initialization of VM\n")) {
      assertEquals(SIGINT_CODE, end.exitCode(), end.messages() + end.output());
    }
    for (ProcessHandle child : children) {
      Deadline.await("process " + child.pid() + " ends", () -> !child.isAlive());
    }
    try (Stream<Path> left = Files.walk(temporary)) {
      assertEquals(List.of(temporary), left.toList());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void demoTakesAgentAndCallerWithIt(boolean group) throws Exception {
    try (VaccelProcess demo = start("demo", "--repeat=100000")) {
      Deadline.await("it has started", () -> demo.messages().contains("caller: process "));
      List<ProcessHandle> children = demo.process().descendants().toList();
      assertEquals(2, children.size(), demo.messages());
      interrupt(demo, group);
      requireNothingLeft(demo, children);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void demoEndsAtAnyMoment(boolean group) throws Exception {
    Random random = Seed.random("InterruptedCommandTest");
    for (int i = 0; i < 4; i++) {
      try (VaccelProcess demo = start("demo", "--repeat=100000")) {
        Deadline.await("it begins", () -> hasTemporary() || !demo.process().isAlive());
        // Not a wait for anything: the moment is what is random here.
        LockSupport.parkNanos(random.nextLong(1_500_000_000));
        List<ProcessHandle> children = demo.process().descendants().toList();
        interrupt(demo, group);
        requireNothingLeft(demo, children);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aVirtualMachineGoesWithItsCommand(boolean group) throws Exception {
    GuestMachine.require(Architecture.X86_64);
    String[] run = {"vm", "run", "--accel=tcg", "--backend=noop", "sh", "-c", "echo up; sleep 999"};
    try (VaccelProcess command = start(run)) {
      assertEquals("up", command.line(), command.messages());
      List<ProcessHandle> children = command.process().descendants().toList();
      interrupt(command, group);
      requireNothingLeft(command, children);
    }
  }

  @Test
  void callsInThisProcessEndAtAnyMoment() throws Exception {
    Random random = Seed.random("InterruptedCommandTest");
    String[] classify = new String[PICTURES + 3];
    Arrays.fill(classify, MODELS.resolve("images/star-1.png").toString());
    classify[0] = "classify";
    classify[1] = "--model";
    classify[2] = MODELS.resolve("shapes").toString();
    for (int i = 0; i < 6; i++) {
      try (VaccelProcess command = start(classify)) {
        LockSupport.parkNanos(random.nextLong(1_200_000_000));
        interrupt(command, false);
        requireNothingLeft(command, List.of());
      }
    }
  }

  private boolean hasTemporary() {
    return temporary.toFile().list().length > 0;
  }

  private AgentProcess agent(String... backends) throws Exception {
    List<String> options = new ArrayList<>();
    options.add("--listen=unix://" + directory.resolve("agent.sock"));
    options.add("--store=" + directory.resolve("store"));
    Stream.of(backends).forEach(name -> options.add("--backend=" + name));
    return AgentProcess.start(options.toArray(String[]::new));
  }

  @Test
  void classifyEndsInTheMiddleOfAnUpload() throws Exception {
    Path model = directory.resolve("large.onnx");
    try (RandomAccessFile file = new RandomAccessFile(model.toFile(), "rw")) {
      file.setLength(MODEL_BYTES);
    }
    Path labels = Files.writeString(directory.resolve("labels"), "cat\ndog\n");
    String star = MODELS.resolve("images/star-1.png").toString();
    try (AgentProcess agent = agent("image", "onnx")) {
      String[] classify = {
        "classify", "--connect", agent.address(), "--labels", labels.toString(), "--model"
      };
      try (VaccelProcess command = start(with(classify, model.toString(), star))) {
        Deadline.await("it uploads", () -> agent.counter("vaccel_store_bytes") > 0);
        interrupt(command, true);
        requireNothingLeft(command, List.of());
      }
      agent.awaitCounter("vaccel_sessions", 0);
      agent.awaitCounter("vaccel_store_bytes", 0);
      agent.awaitCounter("vaccel_bulk_bytes", 0);
      try (Stream<Path> incoming = Files.list(directory.resolve("store/incoming"))) {
        assertEquals(List.of(), incoming.toList());
      }
      Result later =
          VaccelProcess.run(
              "classify", "--connect", agent.address(), "--model", MODELS + "/shapes", star);
      assertEquals(0, later.exitCode(), later.messages());
    }
  }

  private static String[] with(String[] first, String... more) {
    return Stream.concat(Stream.of(first), Stream.of(more)).toArray(String[]::new);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void benchTakesItsServersWithIt(boolean group) throws Exception {
    try (AgentProcess agent = agent("noop");
        VaccelProcess bench =
            start("bench", "--connect", agent.address(), "--op=echo", "--seconds=600")) {
      Deadline.await("it calls", () -> agent.counter("vaccel_calls_total") > 100);
      List<ProcessHandle> children = bench.process().descendants().toList();
      assertEquals(1, children.size(), "the bare server");
      interrupt(bench, group);
      requireNothingLeft(bench, children);
      agent.awaitCounter("vaccel_sessions", 0);
      agent.awaitCounter("vaccel_connections", 0);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theWholeTableLeavesNothingHalfWritten(boolean group) throws Exception {
    Path out = Files.createDirectory(directory.resolve("performance"));
    Path earlier = Files.writeString(out.resolve("README.md"), "an earlier run");
    try (VaccelProcess bench = start("bench", "--all", "--out=" + out)) {
      // The agent and a bare server for each kind of socket; then it opens sessions and calls.
      Deadline.await(
          "its servers run", () -> bench.process().children().count() == 3 || !isAlive(bench));
      LockSupport.parkNanos(Seed.random("InterruptedCommandTest").nextLong(1_500_000_000));
      List<ProcessHandle> children = bench.process().descendants().toList();
      interrupt(bench, group);
      requireNothingLeft(bench, children);
    }
    try (Stream<Path> files = Files.list(out)) {
      assertEquals(List.of(earlier), files.toList());
    }
    assertEquals("an earlier run", Files.readString(earlier));
  }

  private static boolean isAlive(VaccelProcess command) {
    return command.process().isAlive();
  }
}
