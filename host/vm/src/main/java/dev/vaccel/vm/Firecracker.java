package dev.vaccel.vm;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Firecracker: needs KVM. The guest's vsock ends in unix sockets, so the agent listens at the
 * device's path with {@code _2048} behind it.
 *
 * <p>Source: Firecracker, src/firecracker/swagger/firecracker.yaml, docs/vsock.md.
 *
 * @param program the executable
 */
public record Firecracker(Path program) implements Vmm {
  // Each machine has a network of its own; 0 to 2 are taken.
  static final int CID = 3;

  // No keyboard controller beyond the reset that ends the machine.
  private static final String ARGUMENTS = " reboot=k pci=off i8042.noaux i8042.nomux i8042.dumbkbd";

  @Override
  public String title() {
    return "Firecracker";
  }

  @Override
  public String scheme() {
    return "hvsock";
  }

  @Override
  public List<String> command(MachineSpec machine, Path control) {
    // Its log would be between the guest's words: both go to standard output otherwise.
    return List.of(
        program.toString(),
        "--api-sock",
        control.toString(),
        "--log-path",
        "/dev/stderr",
        "--level",
        "Warning");
  }

  @Override
  public void boot(MachineSpec machine, Path control, Patience patience) throws IOException {
    VmmApi api = new VmmApi(title(), control, patience);
    api.put(
        "/machine-config",
        JsonText.object(
            "vcpu_count", machine.cpus(), "mem_size_mib", machine.memoryMib(), "smt", false));
    String arguments = machine.kernelArguments("ttyS0");
    api.put(
        "/boot-source",
        JsonText.object(
            "kernel_image_path",
            machine.kernel(),
            "initrd_path",
            machine.initramfs(),
            "boot_args",
            machine.architecture() == Architecture.X86_64 ? arguments + ARGUMENTS : arguments));
    api.put("/vsock", JsonText.object("guest_cid", CID, "uds_path", machine.vsock()));
    api.put("/actions", JsonText.object("action_type", "InstanceStart"));
  }

  /** A guest's stream ends with the agent's. */
  @Override
  public Optional<String> deviceFault(Path control, Patience patience) {
    return Optional.empty();
  }
}
