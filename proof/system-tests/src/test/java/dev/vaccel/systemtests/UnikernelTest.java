package dev.vaccel.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.testing.Prerequisites;
import dev.vaccel.vm.Architecture;
import dev.vaccel.vm.Initramfs;
import java.io.BufferedReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code guest/unikernel} under QEMU, without KVM: an image without an operating system. */
class UnikernelTest {
  private static final int MEMORY_MIB = 32;
  private static final String QEMU = "qemu-system-x86_64";
  private static final int FAILED = 3;
  private static final String LIMIT_SECONDS = "120";
  private static final Path MODELS = VaccelProcess.root().resolve("models");

  @TempDir private static Path directory;
  private static Path image;
  private static AgentProcess agent;

  @BeforeAll
  static void start() throws Exception {
    GuestBuild.requirePrograms("make", "gcc", QEMU);
    Prerequisites.require(
        Architecture.ofThisMachine() == Architecture.X86_64, "needs an x86-64 compiler");
    Path source = VaccelProcess.root().resolve("guest/unikernel");
    Path build = directory.resolve("build");
    GuestBuild.run(List.of("make", "-s", "-C", source.toString(), "BUILD=" + build));
    image = build.resolve("unikernel.elf");
    agent = AgentProcess.start("--listen=vhost-user://" + device());
  }

  @AfterAll
  static void stop() {
    if (agent != null) {
      agent.close();
    }
  }

  private static Path device() {
    return directory.resolve("vm.sock");
  }

  /** What a machine printed, how it ended, and how long after its start its first line came. */
  private record Ended(List<String> lines, int exitCode, double seconds) {}

  private static Ended boot(String... more) throws Exception {
    List<String> command = new ArrayList<>(List.of("timeout", LIMIT_SECONDS));
    command.add(QEMU);
    command.addAll(List.of("-accel", "tcg", "-M", "q35,memory-backend=mem"));
    command.addAll(List.of("-m", String.valueOf(MEMORY_MIB), "-nodefaults", "-no-user-config"));
    command.addAll(List.of("-vga", "none", "-display", "none", "-no-reboot", "-serial", "stdio"));
    command.addAll(
        List.of("-object", "memory-backend-memfd,id=mem,share=on,size=" + MEMORY_MIB + "M"));
    command.addAll(List.of("-device", "isa-debug-exit,iobase=0xf4"));
    command.addAll(List.of("-kernel", image.toString()));
    command.addAll(List.of(more));
    long from = System.nanoTime();
    double seconds = 0;
    List<String> lines = new ArrayList<>();
    Process qemu = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (BufferedReader reader = qemu.inputReader(StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        seconds = lines.isEmpty() ? (System.nanoTime() - from) / 1e9 : seconds;
        lines.add(line);
      }
      return new Ended(lines, qemu.waitFor(), seconds);
    } finally {
      qemu.destroyForcibly();
    }
  }

  private static String archive(String... pictures) throws Exception {
    Initramfs archive = new Initramfs().add("model", MODELS.resolve("shapes"));
    for (String picture : pictures) {
      archive.file("images/" + picture, MODELS.resolve("images").resolve(picture));
    }
    Path written = Files.createTempFile(directory, "files", ".cpio");
    archive.write(written);
    return written.toString();
  }

  private static Ended bootWithDevice(String archive) throws Exception {
    return boot(
        "-initrd",
        archive,
        "-chardev",
        "socket,id=accel,path=" + device(),
        "-device",
        "vhost-user-vsock-pci,chardev=accel");
  }

  @Test
  void picturesAreClassified() throws Exception {
    String archive = archive("star-1.png", "bar-1.jpg", "square-1.jpg");
    // The first uploads the model; the second finds it there.
    for (int i = 0; i < 2; i++) {
      Ended machine = bootWithDevice(archive);
      System.out.printf("unikernel: %.2f s from QEMU's start to the answer%n", machine.seconds());
      assertEquals(0, machine.exitCode(), machine.lines()::toString);
      assertEquals(
          List.of("bar-1.jpg bar", "square-1.jpg square", "star-1.png star"),
          machine.lines().stream().map(UnikernelTest::withoutScore).toList());
    }
    agent.awaitCounter("vaccel_connections", 0);
  }

  private static String withoutScore(String line) {
    String[] words = line.split(" +", -1);
    assertTrue(words.length == 3 && Double.parseDouble(words[1]) > 0.5, line);
    return words[0] + " " + words[2];
  }

  @Test
  void withoutADeviceItSaysWhatIsMissing() throws Exception {
    Ended machine = boot("-initrd", archive("star-1.png"));
    assertEquals(FAILED, machine.exitCode());
    assertTrue(machine.lines().getLast().contains("no virtio-vsock device"), machine.toString());
  }

  @Test
  void anArchiveThatIsNoneIsRefused() throws Exception {
    Ended machine = bootWithDevice(image.toString());
    assertEquals(FAILED, machine.exitCode());
    assertTrue(machine.lines().getLast().contains("expected a cpio archive"), machine.toString());
  }
}
