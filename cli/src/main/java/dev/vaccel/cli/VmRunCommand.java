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
  private static final String CLOSED = "standard output is closed";

  private final Terminal terminal;

  @SuppressWarnings("UnusedVariable") // Its options act when they are parsed.
  @Mixin
  private GlobalOptions global = new GlobalOptions();

  @Mixin private VmImageOptions contents = new VmImageOptions();
  @Mixin private VmMachineOptions options = new VmMachineOptions();
  @Mixin private VmAgentOptions agents = new VmAgentOptions();

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
    try (TemporaryDirectory directory = TemporaryDirectory.create("vaccel-vm-")) {
      // What can be wrong on the command line is found before anything is started.
      Path image = imageFile == null ? directory.path().resolve("image") : imageFile;
      long contentBytes = contentBytes(kernel, image);
      int memoryMib = options.memoryMib(contentBytes);
      Vmm vmm = options.vmm(kernel, terminal);
      try (VmDevice agent = agents.device(vmm, terminal)) {
        Path files = directory.path().resolve("initramfs");
        guest.writeBehind(image, agent.port(), files);
        MachineSpec machine =
            options.machine(kernel, files, memoryMib, agent.socket(), directory.path());
        MachineRun run =
            new MachineRun(vmm, machine, guest, agent, directory.path().resolve("control"));
        return exitCode(
            run.await(
                timeoutSeconds,
                this::output,
                started -> note(vmm, machine, started),
                this::noteTimes));
      }
    }
  }

  private void check() {
    if (timeoutSeconds < 0) {
      throw Failure.usage("--timeout " + timeoutSeconds + ": expected seconds from 0");
    }
    if (imageFile != null && contents.addsFiles()) {
      throw Failure.usage("--image and --add exclude each other: 'vaccel vm image' takes --add");
    }
    if (imageFile != null && (!Files.isReadable(imageFile) || Files.isDirectory(imageFile))) {
      throw Failure.usage("--image " + imageFile + ": is no file that can be read");
    }
    agents.check();
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

  /** Makes the image if none is given, and tells how much it takes in the guest. */
  private long contentBytes(GuestKernel kernel, Path image) throws IOException {
    if (imageFile != null) {
      // A compressed one is smaller than what it holds; programs pack to about a third.
      return Files.size(imageFile) * (imageFile.toString().endsWith(".gz") ? 3 : 1);
    }
    Initramfs made = contents.build(kernel, terminal);
    made.write(image);
    return made.contentBytes();
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
    // Main tells why stdout takes no more, unless its reader had enough.
    if (outcome instanceof GuestOutcome.Stopped(String why) && why.contains(CLOSED)) {
      return ExitCodes.DONE;
    }
    int code = MachineRun.exitCode(outcome);
    if (code == 0) {
      return ExitCodes.DONE;
    }
    terminal.note("the guest's command ended with exit code " + code);
    return ExitCodes.FAILED;
  }
}
