package dev.vaccel.systemtests;

import dev.vaccel.testing.Deadline;
import dev.vaccel.testing.Prerequisites;
import dev.vaccel.vm.Accelerator;
import dev.vaccel.vm.Architecture;
import dev.vaccel.vm.GuestImage;
import dev.vaccel.vm.GuestKernel;
import dev.vaccel.vm.MachineSpec;
import dev.vaccel.vm.Qemu;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A virtual machine under QEMU, without KVM, whose only ways out are the agent's device and a
 * serial port that a program in the guest joins with it.
 */
final class GuestMachine implements AutoCloseable {
  private static final Architecture X86_64 = Architecture.X86_64;
  private static final Path QEMU = Path.of("/usr/bin", X86_64.qemuProgram());
  private static final Path COMPILER = Path.of("/usr/bin/gcc");
  private static final int MEMORY_MIB = 192;

  private final Process qemu;
  private final Path console;

  private GuestMachine(Process qemu, Path console) {
    this.qemu = qemu;
    this.console = console;
  }

  static void require() {
    require(X86_64);
    requireProgram(COMPILER, "gcc and libc6-dev");
  }

  /** What a machine of this architecture needs here. */
  static void require(Architecture architecture) {
    requireProgram(
        Path.of("/usr/bin", architecture.qemuProgram()),
        architecture.qemuPackage() + " and busybox-static");
    Path kernel = GuestKernel.directory(architecture);
    Prerequisites.require(
        Files.isReadable(kernel.resolve("vmlinuz")),
        "no kernel in " + kernel + "; run " + GuestKernel.fetchCommand(architecture));
  }

  private static void requireProgram(Path program, String packages) {
    Prerequisites.require(Files.isExecutable(program), "no " + program + "; install " + packages);
  }

  /**
   * Boots one.
   *
   * @param device socket of the agent's device, listened on already
   * @param serial socket to be made: what goes in there reaches the agent from inside the guest
   * @param directory for its files
   */
  static GuestMachine boot(Path device, Path serial, Path directory) throws Exception {
    GuestKernel kernel = GuestKernel.find(X86_64);
    Path files = directory.resolve("initramfs");
    // The first number of the port's name is that of the device among all virtio devices.
    String commands =
        """
        while ! /bin/busybox ls /dev/vport*p1; do /bin/busybox usleep 10000; done
        /bridge /dev/vport*p1
        """;
    GuestImage.create(kernel, commands).file("bridge", compiled("bridge", directory)).write(files);
    Path console = directory.resolve("console");
    Path messages = directory.resolve("qemu");
    MachineSpec spec = new MachineSpec(X86_64, kernel.image(), files, MEMORY_MIB, 1, device);
    List<String> command =
        new ArrayList<>(
            new Qemu(QEMU, Accelerator.TCG).command(spec, directory.resolve("control")));
    command.addAll(List.of("-chardev", "socket,id=port,server=on,wait=off,path=" + serial));
    command.addAll(List.of("-device", "virtio-serial-pci"));
    command.addAll(List.of("-device", "virtserialport,chardev=port,name=vaccel.0"));
    Process qemu =
        new ProcessBuilder(command)
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .redirectOutput(console.toFile())
            .redirectError(messages.toFile())
            .start();
    GuestMachine machine = new GuestMachine(qemu, console);
    try {
      Deadline.await(
          "the guest is up",
          () -> {
            if (!qemu.isAlive()) {
              throw new AssertionError("QEMU ended: " + read(messages));
            }
            return machine.console().contains("bridge: ready");
          });
    } catch (AssertionError e) {
      machine.close();
      throw new AssertionError(e.getMessage() + "\n" + machine.console(), e);
    }
    return machine;
  }

  /** Compiles a program of src/test/c for guests on x86-64. */
  static Path compiled(String name, Path directory) throws Exception {
    requireProgram(COMPILER, "gcc and libc6-dev");
    Path program = directory.resolve(name);
    List<String> command =
        List.of(
            COMPILER.toString(),
            "-static",
            "-O2",
            "-Wall",
            "-Wextra",
            "-Werror",
            "-o",
            program.toString(),
            "src/test/c/" + name + ".c");
    Process gcc = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(gcc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (gcc.waitFor() != 0) {
      throw new AssertionError(said);
    }
    return program;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }

  /** What the guest has said. */
  String console() {
    return read(console);
  }

  boolean isAlive() {
    return qemu.isAlive();
  }

  /** Ends it as a crash would. */
  void kill() {
    qemu.destroyForcibly();
    Deadline.await("QEMU is gone", () -> !qemu.isAlive());
  }

  @Override
  public void close() {
    kill();
  }
}
