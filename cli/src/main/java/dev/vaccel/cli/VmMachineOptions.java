package dev.vaccel.cli;

import dev.vaccel.vm.Accelerator;
import dev.vaccel.vm.Architecture;
import dev.vaccel.vm.CloudHypervisor;
import dev.vaccel.vm.Firecracker;
import dev.vaccel.vm.GuestKernel;
import dev.vaccel.vm.KernelImage;
import dev.vaccel.vm.KvmCheck;
import dev.vaccel.vm.MachineSpec;
import dev.vaccel.vm.Qemu;
import dev.vaccel.vm.Vmm;
import dev.vaccel.vm.VmmPrograms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The machine of {@code vm run} and the program that runs it. */
final class VmMachineOptions {
  /** Where instructions run. */
  enum Accel {
    AUTO,
    KVM,
    TCG
  }

  @Option(
      names = "--vmm",
      paramLabel = "NAME",
      converter = VmmChoice.Converter.class,
      description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
  private VmmChoice vmm = VmmChoice.QEMU;

  @Option(
      names = "--vmm-program",
      paramLabel = "FILE",
      description = "Its program; default the one on PATH.")
  private @Nullable Path program;

  @Option(
      names = "--accel",
      paramLabel = "NAME",
      description =
          "QEMU's accelerator: auto (KVM if a kernel boots with it, else emulation), kvm, tcg;"
              + " default auto.")
  private Accel accel = Accel.AUTO;

  @Option(
      names = "--memory",
      paramLabel = "MIB",
      description = "The guest's memory; default 256, or more where its files need it.")
  private @Nullable Integer memoryMib;

  @Option(
      names = "--cpus",
      paramLabel = "N",
      description = "Its processors; default ${DEFAULT-VALUE}.")
  private int cpus = 1;

  @Option(
      names = "--kernel",
      paramLabel = "FILE",
      description =
          "Boot this kernel; default the one of tools/fetch-guest-kernel, whose modules it must"
              + " take.")
  private @Nullable Path kernelFile;

  /** The kernel with its modules. */
  GuestKernel kernel(Architecture architecture) {
    GuestKernel kernel = GuestKernel.find(architecture);
    if (kernelFile == null) {
      return kernel;
    }
    if (!Files.isReadable(kernelFile) || Files.isDirectory(kernelFile)) {
      throw Failure.usage("--kernel " + kernelFile + ": is no file that can be read");
    }
    return kernel.withImage(kernelFile);
  }

  /** The program, and with what; says so if QEMU has to emulate. */
  Vmm vmm(GuestKernel kernel, Terminal terminal) {
    if (program != null && (!Files.isExecutable(program) || Files.isDirectory(program))) {
      throw Failure.usage("--vmm-program " + program + ": is no program");
    }
    if (vmm != VmmChoice.QEMU && accel != Accel.AUTO) {
      throw Failure.usage("--accel is QEMU's; " + vmm + " always uses KVM");
    }
    if (vmm != VmmChoice.QEMU && kernel.architecture() != Architecture.ofThisMachine()) {
      throw Failure.usage(
          "--arch "
              + kernel.architecture()
              + ": "
              + vmm
              + " runs this machine's only, "
              + Architecture.ofThisMachine()
              + "; --vmm qemu emulates others");
    }
    return switch (vmm) {
      case QEMU -> {
        Path qemu = program == null ? VmmPrograms.qemu(kernel.architecture()) : program;
        yield new Qemu(qemu, accelerator(qemu, kernel, terminal));
      }
      case FIRECRACKER -> new Firecracker(program == null ? VmmPrograms.firecracker() : program);
      case CLOUD_HYPERVISOR ->
          new CloudHypervisor(program == null ? VmmPrograms.cloudHypervisor() : program);
    };
  }

  private Accelerator accelerator(Path qemu, GuestKernel kernel, Terminal terminal) {
    if (accel != Accel.AUTO) {
      return accel == Accel.KVM ? Accelerator.KVM : Accelerator.TCG;
    }
    Optional<String> fault = KvmCheck.fault(qemu, kernel);
    fault.ifPresent(why -> terminal.note("KVM is not usable (" + why + "): emulating"));
    return fault.isPresent() ? Accelerator.TCG : Accelerator.KVM;
  }

  /**
   * The guest's memory.
   *
   * @param contentBytes what its files take, unpacked
   */
  int memoryMib(long contentBytes) {
    int needed = MachineSpec.memoryForMib(contentBytes);
    int memory = memoryMib == null ? Math.max(MachineSpec.DEFAULT_MEMORY_MIB, needed) : memoryMib;
    MachineSpec.check(memory, cpus);
    if (memory < needed) {
      throw Failure.usage(
          "--memory " + memory + ": the guest's files need at least " + needed + " MiB");
    }
    return memory;
  }

  /**
   * The machine.
   *
   * @param directory for what has to be made
   */
  MachineSpec machine(GuestKernel kernel, Path initramfs, int memory, Path socket, Path directory)
      throws IOException {
    Path image =
        vmm == VmmChoice.QEMU
            ? kernel.image()
            : KernelImage.bootable(
                kernel.image(), kernel.architecture(), directory.resolve("vmlinux"));
    return new MachineSpec(
        kernel.architecture(),
        image.toAbsolutePath(),
        initramfs.toAbsolutePath(),
        memory,
        cpus,
        socket);
  }
}
