package dev.vaccel.cli;

import dev.vaccel.vm.GuestCommand;
import dev.vaccel.vm.GuestKernel;
import dev.vaccel.vm.GuestOutcome;
import dev.vaccel.vm.GuestRun;
import dev.vaccel.vm.Initramfs;
import dev.vaccel.vm.MachineSpec;
import dev.vaccel.vm.Vmm;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code vaccel vm run}: a command in a virtual machine of its own, beside an agent. */
@Command(
    name = "run",
    description = {
      "Boots a virtual machine, runs a command in it and ends the machine. The command calls the"
          + " agent at VACCEL_ADDRESS, by vsock; the machine has no other way out.",
      "What the command says, on both its outputs, goes to stdout byte for byte. Exit code 0 if its"
          + " own is 0, else 1; 4 if the agent is lost."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  vaccel vm run -- uname -a",
      "  vaccel vm run --add photo.jpg -- vaccel-classify /photo.jpg",
      "  vaccel vm run --arch aarch64 --device vhost-user:///run/vaccel/vm1.sock -- sh -c 'ls /'"
    })
final class VmRunCommand implements Callable<Integer> {
  private static final long BOOT_SECONDS = 240;
  private static final String CLOSED = "standard output is closed";

  private final Terminal terminal;

  @SuppressWarnings("UnusedVariable") // Its options act when they are parsed.
  @Mixin
  private GlobalOptions global = new GlobalOptions();

  @Mixin private VmImageOptions contents = new VmImageOptions();
  @Mixin private VmMachineOptions options = new VmMachineOptions();

  @Option(
      names = "--image",
      paramLabel = "FILE",
      description = "Boot these files of 'vaccel vm image'; default made for the run.")
  private @Nullable Path imageFile;

  @Option(
      names = "--env",
      paramLabel = "NAME=VALUE",
      description = "Environment of the command; may be repeated.")
  private List<String> environment = new ArrayList<>();

  @Option(
      names = "--device",
      paramLabel = "ADDR",
      description =
          "Use the device of an agent that runs, or will: vhost-user:///path for QEMU,"
              + " hvsock:///path#port for the others. Default an agent of this run's own.")
  private @Nullable String device;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      description = "Longest time until that agent is there; default ${DEFAULT-VALUE}.")
  private int waitSeconds = 30;

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      description = "Back end of the run's own agent; may be repeated. Default all.")
  private List<String> backends = new ArrayList<>();

  @Option(
      names = "--set",
      paramLabel = "BACKEND.KEY=VALUE",
      description = "Setting of a back end there; may be repeated.")
  private List<String> settings = new ArrayList<>();

  @Option(
      names = "--enable",
      paramLabel = "API",
      description = "Privileged API that it serves, such as exec.")
  private List<String> enabled = new ArrayList<>();

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "Longest time from the machine's start to the command's end; default any.")
  private int timeoutSeconds;

  @Option(
      names = {"-v", "--verbose"},
      description = "Say what runs and how long it took.")
  private boolean verbose;

  @Parameters(
      paramLabel = "COMMAND",
      arity = "1..*",
      description = "The command and its arguments, as they are; -- before them helps the eye.")
  private List<String> command = new ArrayList<>();

  VmRunCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    check();
    GuestCommand guest = GuestCommand.ofBytes(RawArguments.of(command), variables());
    GuestKernel kernel = options.kernel(contents.architecture());
    Vmm vmm = options.vmm(kernel, terminal);
    try (TemporaryDirectory directory = TemporaryDirectory.create("vaccel-vm-");
        VmDevice agent =
            device == null
                ? VmDevice.start(vmm, agentOptions())
                : VmDevice.await(vmm, device, waitSeconds, terminal)) {
      Path files = directory.path().resolve("initramfs");
      long contentBytes = writeFiles(guest, kernel, agent, directory.path(), files);
      MachineSpec machine =
          options.machine(kernel, files, contentBytes, agent.socket(), directory.path());
      Path control = directory.path().resolve("control");
      GuestRun run =
          AtExit.begin(
              () -> GuestRun.start(vmm, machine, guest, control, this::output), GuestRun::close);
      try {
        agent.watch(run);
        note(vmm, machine, run);
        GuestOutcome outcome = run.await(BOOT_SECONDS, timeoutSeconds);
        noteTimes(run);
        return exitCode(outcome);
      } finally {
        run.close();
        AtExit.ended(run);
      }
    }
  }

  private void check() {
    if (timeoutSeconds < 0 || waitSeconds < 0) {
      throw Failure.usage("--timeout and --wait: expected seconds from 0");
    }
    if (imageFile != null && contents.addsFiles()) {
      throw Failure.usage("--image and --add exclude each other: 'vaccel vm image' takes --add");
    }
    if (imageFile != null && (!Files.isReadable(imageFile) || Files.isDirectory(imageFile))) {
      throw Failure.usage("--image " + imageFile + ": is no file that can be read");
    }
    if (device != null && !agentOptions().isEmpty()) {
      throw Failure.usage("--device names an agent: --backend, --set and --enable are its own");
    }
  }

  private List<String> agentOptions() {
    List<String> all = new ArrayList<>();
    backends.forEach(name -> all.add("--backend=" + name));
    settings.forEach(setting -> all.add("--set=" + setting));
    enabled.forEach(api -> all.add("--enable=" + api));
    return all;
  }

  private Map<String, String> variables() {
    Map<String, String> variables = new LinkedHashMap<>();
    for (String text : environment) {
      int equals = text.indexOf('=');
      if (equals < 1) {
        throw Failure.usage("--env " + text + ": expected NAME=VALUE");
      }
      variables.put(text.substring(0, equals), text.substring(equals + 1));
    }
    return variables;
  }

  /** Returns how much the files take in the guest. */
  private long writeFiles(
      GuestCommand guest, GuestKernel kernel, VmDevice agent, Path directory, Path files)
      throws IOException {
    if (imageFile != null) {
      guest.writeBehind(imageFile, agent.port(), files);
      // A compressed one is smaller than what it holds; programs pack to about a third.
      return Files.size(imageFile) * (imageFile.toString().endsWith(".gz") ? 3 : 1);
    }
    Initramfs image = contents.build(kernel, terminal);
    Path made = directory.resolve("image");
    image.write(made);
    guest.writeBehind(made, agent.port(), files);
    Files.delete(made);
    return image.contentBytes();
  }

  private void output(byte[] bytes, int offset, int length) throws IOException {
    PrintStream out = terminal.out();
    out.write(bytes, offset, length);
    if (out.checkError()) { // It flushes, too.
      throw new IOException(CLOSED);
    }
  }

  private void note(Vmm vmm, MachineSpec machine, GuestRun run) {
    if (verbose) {
      terminal.note(
          vmm.title()
              + ": process "
              + run.pid()
              + ", "
              + machine.architecture()
              + ", "
              + machine.cpus()
              + " CPUs, "
              + machine.memoryMib()
              + " MiB, "
              + machine.kernel());
    }
  }

  private void noteTimes(GuestRun run) {
    if (verbose && run.bootNs().isPresent()) {
      terminal.note(
          "the guest was up after " + Durations.format((double) run.bootNs().getAsLong()));
    }
  }

  private int exitCode(GuestOutcome outcome) {
    return switch (outcome) {
      case GuestOutcome.Ended(int code) when code == 0 -> ExitCodes.DONE;
      case GuestOutcome.Ended(int code) -> {
        AtExit.letSignalsDecide();
        terminal.note("the guest's command ended with exit code " + code);
        yield ExitCodes.FAILED;
      }
      case GuestOutcome.MachineEnded(String why) -> throw Failure.failed(why);
      case GuestOutcome.TimedOut(String why) -> throw Failure.failed(why);
      case GuestOutcome.DeviceLost(String why) ->
          throw new Failure(ExitCodes.NO_AGENT, why + "; the virtual machine was stopped");
      case GuestOutcome.Stopped(String why) -> {
        // Main tells why stdout takes no more, unless its reader had enough.
        if (!why.contains(CLOSED)) {
          throw Failure.failed(why);
        }
        yield ExitCodes.DONE;
      }
    };
  }
}
