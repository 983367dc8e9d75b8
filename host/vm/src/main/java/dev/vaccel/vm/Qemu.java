package dev.vaccel.vm;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * QEMU, 7.2 or later. The guest's vsock is a vhost-user device of the agent's, which must listen
 * before the machine starts; memory is a memfd that the agent maps.
 *
 * @param program the executable
 * @param accelerator KVM or emulation
 */
public record Qemu(Path program, Accelerator accelerator) implements Vmm {
  private static final String DEVICE = "vsock";

  @Override
  public String title() {
    return "QEMU";
  }

  @Override
  public String scheme() {
    return "vhost-user";
  }

  @Override
  public List<String> command(MachineSpec machine, Path control) {
    List<String> command = new ArrayList<>(basic(program, machine, accelerator));
    command.addAll(
        List.of(
            "-object",
            "memory-backend-memfd,id=mem,share=on,size=" + machine.memoryMib() + "M",
            "-initrd",
            machine.initramfs().toString(),
            "-chardev",
            "socket,id=" + DEVICE + ",path=" + escaped(machine.vsock()),
            "-device",
            "vhost-user-vsock-pci,chardev=" + DEVICE,
            "-chardev",
            "socket,id=control,server=on,wait=off,path=" + escaped(control),
            "-mon",
            "chardev=control,mode=control"));
    return List.copyOf(command);
  }

  /** A machine with a processor, memory of its own called {@code mem}, a kernel and a console. */
  private static List<String> basic(Path program, MachineSpec machine, Accelerator accelerator) {
    Architecture architecture = machine.architecture();
    String type = architecture.qemuMachine() + ",memory-backend=mem";
    List<String> command = new ArrayList<>(List.of(program.toString()));
    if (accelerator == Accelerator.KVM) {
      boolean arm = architecture == Architecture.AARCH64;
      command.addAll(List.of("-accel", "kvm", "-cpu", "host"));
      command.addAll(List.of("-M", arm ? type + ",gic-version=host" : type));
    } else {
      command.addAll(List.of("-accel", "tcg", "-M", type));
      if (architecture == Architecture.AARCH64) {
        command.addAll(List.of("-cpu", "cortex-a57"));
      }
    }
    command.addAll(List.of("-m", String.valueOf(machine.memoryMib())));
    command.addAll(List.of("-smp", String.valueOf(machine.cpus())));
    command.addAll(List.of("-nodefaults", "-nographic", "-no-reboot"));
    // Its standard output, and no key of which does anything.
    command.addAll(List.of("-chardev", "stdio,id=console,signal=off"));
    command.addAll(List.of("-serial", "chardev:console"));
    command.addAll(List.of("-kernel", machine.kernel().toString()));
    command.addAll(List.of("-append", machine.kernelArguments(architecture.serialConsole())));
    return command;
  }

  /** In QEMU's options a comma ends a value unless it is doubled. */
  private static String escaped(Path path) {
    return path.toString().replace(",", ",,");
  }

  /** Nothing is left to say. */
  @Override
  public void boot(MachineSpec machine, Path control, Patience patience) {}

  /**
   * A guest does not notice that its device is gone: what it waits for never comes. QEMU does,
   * without doing anything about it.
   */
  @Override
  public Optional<String> deviceFault(Path control, Patience patience) throws IOException {
    return QemuMonitor.isConnected(control, DEVICE, patience)
        ? Optional.empty()
        : Optional.of("the agent left the guest's device");
  }
}
