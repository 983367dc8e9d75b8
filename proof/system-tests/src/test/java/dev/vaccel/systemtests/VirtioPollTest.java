package dev.vaccel.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.testing.Prerequisites;
import dev.vaccel.vm.GuestImage;
import dev.vaccel.vm.GuestKernel;
import dev.vaccel.vm.Initramfs;
import dev.vaccel.vm.QemuOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The C client in a Linux guest under QEMU, without KVM: by the kernel's vsock, and by the device
 * that the process drives itself.
 */
class VirtioPollTest {
  private static final int MEMORY_MIB = 192;
  private static final long LIMIT_SECONDS = 180;
  private static final Path MODELS = VaccelProcess.root().resolve("models");

  private static final String COMMANDS =
      """
      echo # the firmware's line ends here
      B=/bin/busybox
      $B mount -t sysfs none /sys
      $B mount -t proc none /proc
      P="--connect virtio-poll://"
      echo "== vsock"
      /vaccel-echo --repeat 1000
      /vaccel-echo --repeat 10 300001
      echo "== taken"
      /vaccel-echo $P 2>&1
      D=$($B grep -l 0x1053 /sys/bus/pci/devices/*/device)
      D=${D%/device}
      echo ${D##*/} >$D/driver/unbind
      echo "== poll"
      /vaccel-echo $P --repeat 1000
      /vaccel-echo $P${D##*/} --repeat 10 300001
      /vaccel-classify $P --model /model /star-1.png
      echo "== nobody"
      /vaccel-echo $P#2047 2>&1
      echo "== twice"
      /vaccel-echo $P --repeat 1000000 >/out & K=$!
      while ! $B grep -q resource /proc/$K/maps; do $B usleep 1000; done
      /vaccel-echo $P 2>&1
      $B kill -9 $K
      while ! /vaccel-echo $P >/out 2>&1; do $B usleep 1000; done
      $B cat /out
      echo "== kernel's again"
      echo ${D##*/} >/sys/bus/pci/drivers/virtio-pci/bind
      /vaccel-echo
      """;

  @TempDir private Path directory;

  @Test
  void callsTakeNoInterrupt() throws Exception {
    GuestMachine.require();
    NativeBuild.require();
    Prerequisites.require(
        System.getProperty("os.arch").equals("amd64"), "the guest's programs are of this machine");
    Path programs = NativeBuild.make("c", "tools").resolve("bin");
    Path device = directory.resolve("vm.sock");
    String console;
    try (AgentProcess agent = AgentProcess.start("--listen=vhost-user://" + device)) {
      console = run(image(programs), device);
      agent.awaitCounter("vaccel_connections", 0);
    }
    List<String> said = console.lines().map(String::strip).toList();
    List<String> vsock = part(said, "vsock");
    List<String> poll = part(said, "poll");
    System.out.println("vsock:       " + vsock.getFirst());
    System.out.println("virtio-poll: " + poll.getFirst());
    assertEquals(2, vsock.size(), console);
    assertTrue(vsock.getFirst().startsWith("64 bytes, 1000 calls:"), console);
    assertTrue(vsock.getLast().startsWith("300001 bytes, 10 calls:"), console);
    assertTrue(part(said, "taken").getFirst().contains("the kernel's driver has it"), console);
    assertEquals(3, poll.size(), console);
    assertTrue(poll.getFirst().startsWith("64 bytes, 1000 calls:"), console);
    assertTrue(poll.get(1).startsWith("300001 bytes, 10 calls:"), console);
    assertTrue(poll.getLast().matches("/star-1.png  1\\.\\d+  star"), console);
    assertTrue(part(said, "nobody").getFirst().contains("nobody listens"), console);
    List<String> twice = part(said, "twice");
    assertTrue(twice.getFirst().contains("another process has it"), console);
    assertTrue(twice.getLast().startsWith("64 bytes, 1000 calls:"), console);
    assertTrue(part(said, "kernel's again").getFirst().startsWith("64 bytes"), console);
  }

  /** The lines below a title. */
  private static List<String> part(List<String> said, String title) {
    int from = said.indexOf("== " + title) + 1;
    List<String> lines = new ArrayList<>();
    for (int i = from; from > 0 && i < said.size() && !said.get(i).startsWith("== "); i++) {
      lines.add(said.get(i));
    }
    assertTrue(!lines.isEmpty(), title + ": " + String.join("\n", said));
    return lines;
  }

  private Path image(Path programs) throws Exception {
    Initramfs image = GuestImage.create(GuestKernel.find(), COMMANDS);
    image.directory("sys").directory("proc").directory("model");
    for (String program : List.of("vaccel-echo", "vaccel-classify")) {
      image.file(program, programs.resolve(program));
    }
    try (Stream<Path> files = Files.list(MODELS.resolve("shapes"))) {
      for (Path file : files.toList()) {
        image.file("model/" + file.getFileName(), file);
      }
    }
    image.file("star-1.png", MODELS.resolve("images/star-1.png"));
    Path written = directory.resolve("initramfs");
    image.write(written);
    return written;
  }

  private String run(Path image, Path device) throws Exception {
    Path console = directory.resolve("console");
    Path messages = directory.resolve("qemu");
    QemuOptions options =
        new QemuOptions(GuestKernel.find().image(), image, MEMORY_MIB, device, null, console);
    Process qemu =
        new ProcessBuilder(options.command())
            .redirectErrorStream(true)
            .redirectOutput(messages.toFile())
            .start();
    try {
      boolean ended = qemu.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
      String said = Files.readString(console, StandardCharsets.ISO_8859_1);
      assertTrue(ended, () -> "the machine does not power off: " + said);
      assertEquals(0, qemu.exitValue(), Files.readString(messages) + said);
      return said;
    } finally {
      qemu.destroyForcibly();
    }
  }
}
