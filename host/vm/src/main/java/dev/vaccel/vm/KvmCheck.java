package dev.vaccel.vm;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Whether KVM runs guests here. The device may be there, and open, and its guests hang: so a kernel
 * is booted until it says its name. What came out is kept until this machine is booted again.
 */
public final class KvmCheck {
  private static final Path DEVICE = Path.of("/dev/kvm");
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
  // A processor takes half a second.
  private static final long BOOT_SECONDS = 5;
  private static final String FIRST_WORDS = "Linux version";
  private static final int MOST_CONSOLE_BYTES = 1 << 20;

  private KvmCheck() {}

  /**
   * Looks.
   *
   * @param qemu the program
   * @return why KVM cannot be used; empty if it can
   */
  public static Optional<String> fault(Path qemu, GuestKernel kernel) {
    Architecture architecture = kernel.architecture();
    if (architecture != Architecture.ofThisMachine()) {
      return Optional.of(
          "the guest is " + architecture + ", this machine " + Architecture.ofThisMachine());
    }
    if (!Files.exists(DEVICE)) {
      return Optional.of(DEVICE + " does not exist");
    }
    try (FileChannel _ =
        FileChannel.open(DEVICE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      return remembered(qemu, kernel);
    } catch (AccessDeniedException _) {
      return Optional.of("this user may not open " + DEVICE + "; add it to group kvm");
    } catch (IOException e) {
      return Optional.of(DEVICE + ": " + e.getMessage());
    }
  }

  private static Optional<String> remembered(Path qemu, GuestKernel kernel) throws IOException {
    Path memory = GuestKernel.cache().resolve("kvm-" + kernel.architecture().machineName());
    String key = Files.readString(BOOT_ID).strip() + " " + qemu + " " + kernel.image();
    try {
      List<String> lines = Files.readAllLines(memory);
      if (lines.size() == 2 && lines.getFirst().equals(key)) {
        return Optional.of(lines.getLast()).filter(reason -> !reason.isEmpty());
      }
    } catch (IOException _) {
      // nothing was kept
    }
    Optional<String> fault = boot(qemu, kernel);
    try {
      Files.createDirectories(memory.toAbsolutePath().getParent());
      Files.write(memory, List.of(key, fault.orElse("")));
    } catch (IOException _) {
      // it is looked again next time
    }
    return fault;
  }

  /** Boots a kernel with it. */
  static Optional<String> boot(Path qemu, GuestKernel kernel) throws IOException {
    Architecture architecture = kernel.architecture();
    boolean arm = architecture == Architecture.AARCH64;
    List<String> command =
        List.of(
            qemu.toString(),
            "-accel",
            "kvm",
            "-cpu",
            "host",
            "-M",
            architecture.qemuMachine() + (arm ? ",gic-version=host" : ""),
            "-m",
            "128",
            "-nodefaults",
            "-nographic",
            "-no-reboot",
            "-chardev",
            "stdio,id=console,signal=off",
            "-serial",
            "chardev:console",
            "-kernel",
            kernel.image().toString(),
            "-append",
            "console=" + architecture.serialConsole() + " panic=-1");
    try (VmmProcess process = VmmProcess.start(command)) {
      CompletableFuture<Boolean> spoke = new CompletableFuture<>();
      Thread.ofPlatform()
          .daemon()
          .name("vaccel-kvm-check")
          .start(() -> spoke.complete(saysItsName(process.console())));
      if (spoke.get(BOOT_SECONDS, TimeUnit.SECONDS)) {
        return Optional.empty();
      }
      OptionalInt _ = process.exitCode(); // After which all that it said is there.
      String said = process.messages();
      return Optional.of("a kernel does not boot with it" + (said.isEmpty() ? "" : ": " + said));
    } catch (TimeoutException _) {
      return Optional.of("a kernel booted with it said nothing for " + BOOT_SECONDS + " s");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while KVM was tried", e);
    } catch (ExecutionException e) {
      throw new IOException("KVM could not be tried", e);
    }
  }

  private static boolean saysItsName(InputStream console) {
    StringBuilder said = new StringBuilder();
    byte[] block = new byte[1 << 12];
    try {
      for (int n = console.read(block);
          n >= 0 && said.length() < MOST_CONSOLE_BYTES;
          n = console.read(block)) {
        said.append(new String(block, 0, n, StandardCharsets.ISO_8859_1));
        if (said.indexOf(FIRST_WORDS) >= 0) {
          return true;
        }
      }
    } catch (IOException _) {
      // it was ended
    }
    return false;
  }
}
