package dev.vaccel.cli;

import dev.vaccel.vm.Vmm;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The agent that a virtual machine calls: one that runs, or one of our own. */
final class VmAgentOptions {
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

  void check() {
    if (waitSeconds < 0) {
      throw Failure.usage("--wait " + waitSeconds + ": expected seconds from 0");
    }
    if (device != null && !agentOptions().isEmpty()) {
      throw Failure.usage("--device names an agent: --backend, --set and --enable are its own");
    }
  }

  /** Starts the agent, or waits for it. */
  VmDevice device(Vmm vmm, Terminal terminal) throws IOException {
    return device == null
        ? VmDevice.start(vmm, agentOptions())
        : VmDevice.await(vmm, device, waitSeconds, terminal);
  }

  private List<String> agentOptions() {
    List<String> all = new ArrayList<>();
    backends.forEach(name -> all.add("--backend=" + name));
    settings.forEach(setting -> all.add("--set=" + setting));
    enabled.forEach(api -> all.add("--enable=" + api));
    return all;
  }
}
