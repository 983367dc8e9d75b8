package dev.vaccel.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ConfigException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QemuTest {
  private static final Path PROGRAM = Path.of("/opt/qemu");
  private static final Path CONTROL = Path.of("/run/c,d");

  private static MachineSpec machine(Architecture architecture) {
    return new MachineSpec(
        architecture, Path.of("/k"), Path.of("/i"), 300, 2, Path.of("/run/a,b.sock"));
  }

  private static void assertHas(List<String> command, String... words) {
    assertTrue(
        Collections.indexOfSubList(command, List.of(words)) >= 0,
        String.join(" ", words) + " in " + command);
  }

  @Test
  void emulatesX86() {
    List<String> command =
        new Qemu(PROGRAM, Accelerator.TCG).command(machine(Architecture.X86_64), CONTROL);
    assertEquals("/opt/qemu", command.getFirst());
    assertHas(command, "-accel", "tcg", "-M", "q35,memory-backend=mem");
    assertFalse(command.contains("-cpu"));
    assertHas(command, "-m", "300", "-smp", "2");
    assertHas(command, "-nodefaults", "-nographic", "-no-reboot");
    assertHas(command, "-object", "memory-backend-memfd,id=mem,share=on,size=300M");
    assertHas(command, "-kernel", "/k");
    assertHas(command, "-initrd", "/i");
    assertHas(command, "-append", "console=ttyS0 panic=-1 quiet loglevel=0 vaccel=run");
    assertHas(command, "-chardev", "socket,id=vsock,path=/run/a,,b.sock");
    assertHas(command, "-device", "vhost-user-vsock-pci,chardev=vsock");
    assertHas(command, "-chardev", "socket,id=control,server=on,wait=off,path=/run/c,,d");
    assertHas(command, "-mon", "chardev=control,mode=control");
  }

  @Test
  void emulatesAarch64() {
    List<String> command =
        new Qemu(PROGRAM, Accelerator.TCG).command(machine(Architecture.AARCH64), CONTROL);
    assertHas(command, "-accel", "tcg", "-M", "virt,memory-backend=mem", "-cpu", "cortex-a57");
    assertHas(command, "-append", "console=ttyAMA0 panic=-1 quiet loglevel=0 vaccel=run");
  }

  @Test
  void usesKvmWithTheHostsProcessor() {
    Qemu qemu = new Qemu(PROGRAM, Accelerator.KVM);
    assertHas(
        qemu.command(machine(Architecture.X86_64), CONTROL),
        "-accel",
        "kvm",
        "-cpu",
        "host",
        "-M",
        "q35,memory-backend=mem");
    assertHas(
        qemu.command(machine(Architecture.AARCH64), CONTROL),
        "-M",
        "virt,memory-backend=mem,gic-version=host");
  }

  @ParameterizedTest
  @CsvSource({"8, 1", "127, 1", "2000000, 1", "256, 0", "256, 33", "-1, 1"})
  void refusesMachinesThatCannotBe(int memoryMib, int cpus) {
    assertThrows(
        ConfigException.class,
        () ->
            new MachineSpec(
                Architecture.X86_64, Path.of("/k"), Path.of("/i"), memoryMib, cpus, Path.of("/s")));
  }

  @Test
  void filesNeedMoreThanThriceTheirMemory() {
    assertEquals(112, MachineSpec.memoryForMib(0));
    assertEquals(115, MachineSpec.memoryForMib(1));
    assertEquals(112 + 1500 + 31, MachineSpec.memoryForMib(500L << 20));
    assertEquals(Integer.MAX_VALUE, MachineSpec.memoryForMib(Long.MAX_VALUE / 2));
  }

  @ParameterizedTest
  @CsvSource({
    "x86-64, X86_64",
    "x86_64, X86_64",
    "amd64, X86_64",
    "aarch64, AARCH64",
    "arm64, AARCH64"
  })
  void architecturesHaveSeveralNames(String name, Architecture architecture) {
    assertEquals(architecture, Architecture.parse(name));
  }

  @Test
  void anUnknownArchitectureIsRefusedWithTheKnownOnes() {
    ConfigException refusal =
        assertThrows(ConfigException.class, () -> Architecture.parse("riscv64"));
    assertTrue(refusal.toString().contains("'riscv64': expected x86-64"), refusal.getMessage());
  }
}
