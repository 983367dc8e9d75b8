package dev.vaccel.systemtests;

import dev.vaccel.testing.Deadline;
import dev.vaccel.testing.Prerequisites;
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
  private static final Path QEMU = Path.of("/usr/bin/qemu-system-x86_64");
  private static final Path BUSYBOX = Path.of("/bin/busybox");
  private static final List<String> MODULES =
      List.of(
          "virtio_ring",
          "virtio",
          "virtio_pci_modern_dev",
          "virtio_pci_legacy_dev",
          "virtio_pci",
          "virtio_console",
          "vsock",
          "vmw_vsock_virtio_transport_common",
          "vmw_vsock_virtio_transport");

  private final Process qemu;
  private final Path console;

  private GuestMachine(Process qemu, Path console) {
    this.qemu = qemu;
    this.console = console;
  }

  private static Path kernel() {
    String cache = System.getenv("XDG_CACHE_HOME");
    Path root = cache == null ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(cache);
    return root.resolve("vaccel/guest-kernel");
  }

  static void require() {
    Prerequisites.require(Files.isExecutable(QEMU), "no " + QEMU + "; install qemu-system-x86");
    Prerequisites.require(
        Files.isExecutable(BUSYBOX), "no " + BUSYBOX + "; install busybox-static");
    Prerequisites.require(
        Files.isReadable(kernel().resolve("vmlinuz")),
        "no kernel in " + kernel() + "; run tools/fetch-guest-kernel");
    Prerequisites.require(
        Files.isExecutable(Path.of("/usr/bin/gcc")), "no C compiler; install gcc and libc6-dev");
  }

  /**
   * Boots one.
   *
   * @param device socket of the agent's device, listened on already
   * @param serial socket to be made: what goes in there reaches the agent from inside the guest
   * @param directory for its files
   */
  static GuestMachine boot(Path device, Path serial, Path directory) throws Exception {
    Path bridge = directory.resolve("bridge");
    Process gcc =
        new ProcessBuilder(
                "gcc",
                "-static",
                "-O2",
                "-Wall",
                "-Wextra",
                "-Werror",
                "-o",
                bridge.toString(),
                "src/test/c/bridge.c")
            .redirectErrorStream(true)
            .start();
    String said = new String(gcc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (gcc.waitFor() != 0) {
      throw new AssertionError(said);
    }
    Path image = directory.resolve("initramfs");
    image(bridge).write(image);
    Path console = directory.resolve("console");
    List<String> command = new ArrayList<>();
    command.add(QEMU.toString());
    command.addAll(
        List.of("-accel", "tcg", "-M", "q35,memory-backend=mem", "-m", "192", "-nodefaults"));
    command.addAll(List.of("-nographic", "-no-reboot", "-serial", "file:" + console));
    command.addAll(List.of("-object", "memory-backend-memfd,id=mem,size=192M,share=on"));
    command.addAll(List.of("-kernel", kernel().resolve("vmlinuz").toString()));
    command.addAll(List.of("-initrd", image.toString()));
    command.addAll(List.of("-append", "console=ttyS0 panic=-1 quiet"));
    command.addAll(List.of("-chardev", "socket,id=vsock,path=" + device));
    command.addAll(List.of("-device", "vhost-user-vsock-pci,chardev=vsock"));
    command.addAll(List.of("-chardev", "socket,id=port,server=on,wait=off,path=" + serial));
    command.addAll(List.of("-device", "virtio-serial-pci"));
    command.addAll(List.of("-device", "virtserialport,chardev=port,name=vaccel.0"));
    Process qemu =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("qemu").toFile())
            .start();
    GuestMachine machine = new GuestMachine(qemu, console);
    try {
      Deadline.await(
          "the guest is up",
          () -> {
            if (!qemu.isAlive()) {
              throw new AssertionError("QEMU ended: " + read(directory.resolve("qemu")));
            }
            return machine.console().contains("bridge: ready");
          });
    } catch (AssertionError e) {
      machine.close();
      throw new AssertionError(e.getMessage() + "\n" + machine.console(), e);
    }
    return machine;
  }

  private static Initramfs image(Path bridge) throws IOException {
    StringBuilder init =
        new StringBuilder(
            """
            #!/bin/busybox sh
            /bin/busybox mount -t devtmpfs none /dev
            exec >/dev/console 2>&1
            """);
    Initramfs image =
        new Initramfs()
            .directory("bin")
            .directory("dev")
            .file("bin/busybox", BUSYBOX)
            .file("bridge", bridge);
    for (String module : MODULES) {
      image.file(module + ".ko", kernel().resolve(module + ".ko"));
      init.append("/bin/busybox insmod /").append(module).append(".ko\n");
    }
    // Its first number is that of the device among all virtio devices.
    init.append("while ! /bin/busybox ls /dev/vport*p1; do /bin/busybox usleep 10000; done\n");
    init.append("/bridge /dev/vport*p1\n/bin/busybox poweroff -f\n");
    return image.file("init", init.toString());
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
