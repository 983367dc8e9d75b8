package dev.vaccel.cli;

import dev.vaccel.api.ConfigException;
import dev.vaccel.vm.Accelerator;
import dev.vaccel.vm.GuestCommand;
import dev.vaccel.vm.GuestKernel;
import dev.vaccel.vm.GuestTools;
import dev.vaccel.vm.Initramfs;
import dev.vaccel.vm.MachineSpec;
import dev.vaccel.vm.Qemu;
import dev.vaccel.vm.Vmm;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What it takes to boot a machine with programs that call the agent.
 *
 * @param contents what the guest boots
 * @param options of the machine
 */
record PreparedMachine(
    VmImageOptions contents, VmMachineOptions options, GuestKernel kernel, Vmm vmm) {
  /**
   * Finds it.
   *
   * @param arch the guest's processor; null for this machine's
   * @throws Failure with the one command that helps, if something is missing
   */
  static PreparedMachine find(@Nullable String arch, Terminal terminal) throws IOException {
    VmImageOptions contents = new VmImageOptions(arch);
    VmMachineOptions options = new VmMachineOptions();
    try {
      GuestKernel kernel = options.kernel(contents.architecture());
      GuestTools tools = contents.tools(kernel, terminal);
      if (tools.programs().isEmpty()) {
        throw missing(contents, "no program for the guest: " + tools.missing());
      }
      return new PreparedMachine(contents, options, kernel, options.vmm(kernel, terminal));
    } catch (ConfigException e) {
      throw missing(contents, ErrorReport.message(e));
    }
  }

  /**
   * A command in this machine; writes what is booted, and starts nothing.
   *
   * @param image the guest's files
   * @param agent what the guest calls
   * @param directory for files of the run; private, and kept as long as it
   * @param roomMib memory that the command needs beside its files
   */
  MachineRun run(Initramfs image, GuestCommand command, VmDevice agent, Path directory, int roomMib)
      throws IOException {
    Path contained = directory.resolve("image");
    Path booted = directory.resolve("initramfs");
    image.write(contained);
    command.writeBehind(contained, agent.port(), booted);
    int memoryMib = options.memoryMib(image.contentBytes()) + roomMib;
    MachineSpec machine = options.machine(kernel, booted, memoryMib, agent.socket(), directory);
    return new MachineRun(vmm, machine, command, agent, directory.resolve("control"));
  }

  /** What runs it, for people; whether instructions are emulated, for that decides how fast. */
  String title() {
    boolean emulated =
        vmm instanceof Qemu(_, Accelerator accelerator) && accelerator == Accelerator.TCG;
    return vmm.title() + ", " + contents.architecture() + (emulated ? ", emulated" : "");
  }

  /** Whatever is missing, one command gets all. */
  private static Failure missing(VmImageOptions contents, String what) {
    return Failure.failed(
        what + "; all at once: tools/prepare-vm --arch " + contents.architecture());
  }
}
