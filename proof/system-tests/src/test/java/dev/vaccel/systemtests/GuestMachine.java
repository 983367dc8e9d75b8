package dev.vaccel.systemtests;

import dev.vaccel.testing.Deadline;
import dev.vaccel.testing.Prerequisites;
import dev.vaccel.vm.Accelerator;
import dev.vaccel.vm.Architecture;
import dev.vaccel.vm.GuestImage;
import dev.vaccel.vm.GuestKernel;
import dev.vaccel.vm.Initramfs;
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
    // The first number of the port's name is that of the device among all virtio devices.
    String commands =
        """
        while ! /bin/busybox ls /dev/vport*p1; do /bin/busybox usleep 10000; done
        /bridge /dev/vport*p1
        """;
    Initramfs image =
        GuestImage.create(kernel, commands).file("bridge", compiled("bridge", directory));
    GuestMachine machine =
        start(
            image,
            device,
            List.of(
                "-chardev",
                "socket,id=port,server=on,wait=off,path=" + serial,
                "-device",
                "virtio-serial-pci",
                "-device",
                "virtserialport,chardev=port,name=vaccel.0"),
            directory);
    machine.awaitWord("bridge: ready");
    return machine;
  }

  /**
   * Starts one.
   *
   * @param more options of QEMU
   */
  static GuestMachine start(Initramfs image, Path device, List<String> more, Path directory)
      throws IOException {
    Path files = directory.resolve("initramfs");
    image.write(files);
    Path console = directory.resolve("console");
    Path kernel = GuestKernel.find(X86_64).image();
    MachineSpec spec = new MachineSpec(X86_64, kernel, files, MEMORY_MIB, 1, device);
    List<String> command =
        new ArrayList<>(
            new Qemu(QEMU, Accelerator.TCG).command(spec, directory.resolve("control")));
    command.addAll(more);
    Process qemu =
        new ProcessBuilder(command)
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .redirectOutput(console.toFile())
            .redirectError(directory.resolve("qemu").toFile())
            .start();
    return new GuestMachine(qemu, console);
  }

  /** Waits until it has said something; ends it if it does not. */
  void awaitWord(String word) {
    try {
      Deadline.await(
          "the guest says " + word,
          () -> {
            if (!qemu.isAlive() && !console().contains(word)) {
              throw new AssertionError("QEMU ended: " + read(console.resolveSibling("qemu")));
            }
            return console().contains(word);
          });
    } catch (AssertionError e) {
      close();
      throw new AssertionError(e.getMessage() + "\n" + console(), e);
    }
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
