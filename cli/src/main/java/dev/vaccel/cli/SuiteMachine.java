package dev.vaccel.cli;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.vaccel.vm.GuestCommand;
import dev.vaccel.vm.GuestOutcome;
import dev.vaccel.vm.GuestRun;
import dev.vaccel.vm.Initramfs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A virtual machine whose programs {@code bench --all} times, with an agent of its own. It does
 * what it is told on its console, and nothing else. Confined to one thread.
 */
final class SuiteMachine implements AutoCloseable {
  private static final String LISTEN =
      "echo ready; while read -r line; do sh -c \"$line\" 2>&1; echo \"status $?\"; done"
          + " </dev/console";
  private static final String READY = "ready";
  private static final String STATUS = "status ";
  // The largest echo, twice, and the kernel.
  private static final int ROOM_MIB = 256;
  private static final long ANSWER_SECONDS = 240;
  private static final long END_MS = 10_000;

  private final TemporaryDirectory directory;
  private final VmDevice agent;
  private final String title;
  private final List<String> models;
  private final Thread watch;
  // Empty: nothing more is said.
  private final BlockingQueue<Optional<String>> lines = new LinkedBlockingQueue<>();
  private volatile @Nullable GuestRun run;
  private volatile String why = "";
  private boolean isSilent;

  private SuiteMachine(
      TemporaryDirectory directory,
      VmDevice agent,
      String title,
      List<String> models,
      MachineRun machine) {
    this.directory = directory;
    this.agent = agent;
    this.title = title;
    this.models = models;
    this.watch =
        Thread.ofPlatform().daemon().name("vaccel-bench-machine").start(() -> watch(machine));
  }

  /**
   * Boots one.
   *
   * @param models classifiers by name
   * @param widths of the pictures that are classified
   * @throws Failure if it cannot, with what would help
   */
  static SuiteMachine boot(
      Terminal terminal,
      List<String> agentOptions,
      Map<String, Path> models,
      SuitePictures pictures,
      List<Long> widths)
      throws IOException {
    PreparedMachine prepared = PreparedMachine.find(null, terminal);
    Initramfs made = prepared.contents().build(prepared.kernel(), terminal);
    List<String> names = new ArrayList<>();
    for (Map.Entry<String, Path> model : models.entrySet()) {
      made.add(model(names.size()), model.getValue());
      names.add(model.getKey());
    }
    for (long width : widths) {
      made.file(picture(width), pictures.ofWidth(width));
    }
    List<AutoCloseable> begun = new ArrayList<>();
    SuiteMachine machine = null;
    try {
      TemporaryDirectory directory = TemporaryDirectory.create("vaccel-bench-vm-");
      begun.addFirst(directory);
      VmDevice agent = VmDevice.start(prepared.vmm(), agentOptions);
      begun.addFirst(agent);
      GuestCommand command = GuestCommand.of(List.of("sh", "-c", LISTEN), Map.of());
      MachineRun run = prepared.run(made, command, agent, directory.path(), ROOM_MIB);
      machine = new SuiteMachine(directory, agent, prepared.title(), names, run);
      machine.awaitReady();
      return machine;
    } catch (IOException | RuntimeException e) {
      SuiteServers.closeAll(machine == null ? begun : List.of(machine));
      throw e;
    }
  }

  private static String model(int index) {
    return "/models/" + index;
  }

  private static String picture(long width) {
    return "/pictures/" + width + ".jpg";
  }

  private void watch(MachineRun machine) {
    try {
      GuestOutcome outcome =
          machine.await(
              0,
              new GuestLines(said -> lines.add(Optional.of(said))),
              started -> run = started,
              _ -> {});
      why =
          switch (outcome) {
            case GuestOutcome.Ended(int code) -> "its commands ended with exit code " + code;
            case GuestOutcome.MachineEnded(String reason) -> reason;
            case GuestOutcome.TimedOut(String reason) -> reason;
            case GuestOutcome.Stopped(String reason) -> reason;
            case GuestOutcome.DeviceLost(String reason) -> reason;
          };
    } catch (IOException | InterruptedException | RuntimeException e) {
      why = ErrorReport.message(e);
    }
    lines.add(Optional.empty());
  }

  private void awaitReady() throws IOException {
    while (!next().equals(READY)) {
      // what the kernel says
    }
  }

  private String next() throws IOException {
    if (isSilent) {
      throw new IOException(why); // What it says now would be of an earlier program.
    }
    Optional<String> found;
    try {
      found = lines.poll(ANSWER_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      throw Failure.failed("interrupted");
    }
    if (found == null) {
      isSilent = true;
      why = "the virtual machine said nothing for " + ANSWER_SECONDS + " s";
      throw new IOException(why);
    }
    if (found.isEmpty()) {
      lines.add(found);
      throw new IOException("the virtual machine is gone: " + why);
    }
    return found.get();
  }

  /** The program that makes the calls of a task, with a place for how many. */
  String command(SuiteTask task) {
    String common = " --times --repeat %d ";
    return switch (task.op()) {
      case NOOP -> "vaccel-echo --noop" + common;
      case ECHO -> "vaccel-echo" + common + task.size();
      case SGEMM -> "vaccel-sgemm --unchecked" + common + task.size();
      case CLASSIFY ->
          "vaccel-classify --model "
              + model(models.indexOf(task.model()))
              + common
              + picture(task.size());
      case AES -> "vaccel-aes" + common + task.size();
      case DGEMM, INFER -> throw new IllegalArgumentException(task.toString());
    };
  }

  /** Runs a program that says what each of its calls took, in nanoseconds. */
  List<Long> times(String command) throws IOException {
    GuestRun running = run;
    if (running == null) {
      throw new IOException("the virtual machine is gone: " + why);
    }
    running.say(command);
    List<Long> times = new ArrayList<>();
    StringBuilder said = new StringBuilder();
    for (String answer = next(); !answer.equals(STATUS + 0); answer = next()) {
      if (answer.startsWith(STATUS)) {
        throw new IOException(command + " ended with " + answer + ": " + said.toString().strip());
      }
      said.append(answer).append('\n');
      addTimes(answer, times);
    }
    if (times.isEmpty()) {
      throw new IOException(command + " told no times: " + said.toString().strip());
    }
    return times;
  }

  private static void addTimes(String answer, List<Long> times) {
    try {
      if (answer.startsWith("{")) {
        JsonObject object = JsonParser.parseString(answer).getAsJsonObject();
        if (object.has("times")) {
          object
              .getAsJsonArray("times")
              .forEach(us -> times.add(Math.round(us.getAsDouble() * 1e3)));
        }
      }
    } catch (JsonParseException | IllegalStateException | NumberFormatException _) {
      // of the kernel, which says things on the same console
    }
  }

  /** The processes that answer its calls: the agent and the machine itself. */
  List<ProcessHandle> processes() {
    List<ProcessHandle> processes = new ArrayList<>();
    ProcessHandle.of(agent.processId()).ifPresent(processes::add);
    GuestRun running = run;
    if (running != null) {
      ProcessHandle.of(running.pid()).ifPresent(processes::add);
    }
    return processes;
  }

  /** What runs it, for people. */
  String title() {
    return title;
  }

  @Override
  public void close() {
    GuestRun running = run;
    if (running != null) {
      running.stop("everything is measured");
    }
    try {
      watch.join(END_MS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    agent.close();
    directory.close();
  }
}
