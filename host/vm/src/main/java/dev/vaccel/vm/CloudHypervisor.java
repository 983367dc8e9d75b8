package dev.vaccel.vm;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Cloud Hypervisor: needs KVM. The guest's vsock ends in unix sockets, so the agent listens at the
 * device's path with {@code _2048} behind it.
 *
 * <p>Source: Cloud Hypervisor, vmm/src/api/openapi/cloud-hypervisor.yaml, docs/api.md.
 *
 * @param program the executable
 */
public record CloudHypervisor(Path program) implements Vmm {
  private static final String API = "/api/v1/";
  private static final long MIB = 1 << 20;

  @Override
  public String title() {
    return "Cloud Hypervisor";
  }

  @Override
  public String scheme() {
    return "hvsock";
  }

  @Override
  public List<String> command(MachineSpec machine, Path control) {
    return List.of(program.toString(), "--api-socket", control.toString());
  }

  @Override
  public void boot(MachineSpec machine, Path control, Patience patience) throws IOException {
    VmmApi api = new VmmApi(title(), control, patience);
    api.put(
        API + "vm.create",
        JsonText.object(
            "cpus",
            JsonText.nested("boot_vcpus", machine.cpus(), "max_vcpus", machine.cpus()),
            "memory",
            JsonText.nested("size", machine.memoryMib() * MIB),
            "payload",
            JsonText.nested(
                "kernel",
                machine.kernel(),
                "initramfs",
                machine.initramfs(),
                "cmdline",
                machine.kernelArguments(machine.architecture().serialConsole())),
            "vsock",
            JsonText.nested("cid", Firecracker.CID, "socket", machine.vsock()),
            // The guest's console is the program's standard output.
            "serial",
            JsonText.nested("mode", "Tty"),
            "console",
            JsonText.nested("mode", "Off")));
    api.put(API + "vm.boot", "");
  }

  /** A guest's stream ends with the agent's. */
  @Override
  public Optional<String> deviceFault(Path control, Patience patience) {
    return Optional.empty();
  }
}
