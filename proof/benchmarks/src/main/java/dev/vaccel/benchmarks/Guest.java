package dev.vaccel.benchmarks;

import dev.vaccel.vm.Accelerator;
import dev.vaccel.vm.Architecture;
import dev.vaccel.vm.GuestKernel;
import dev.vaccel.vm.Initramfs;
import dev.vaccel.vm.MachineSpec;
import dev.vaccel.vm.Qemu;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A virtual machine under QEMU, without KVM. Killed when it is closed. Confined to one thread.
 *
 * <p>To hear what it is told, its commands take their input from {@link #CONSOLE}.
 */
final class Guest implements AutoCloseable {
  private static final Path QEMU = Path.of("/usr/bin", Architecture.X86_64.qemuProgram());
  private static final int MEMORY_MIB = 192;
  private static final int LIMIT_SECONDS = 240;
  private static final long LOOK_NS = 20_000_000;

  /** Behind a command of a guest, or of a part of them: it hears what {@link #ask} says. */
  static final String CONSOLE = " </dev/console";

  private final Process qemu;
  private final Path files;
  private final Path console;
  // How much of the console was returned.
  private int heard;

  private Guest(Process qemu, Path files, Path console) {
    this.qemu = qemu;
    this.files = files;
    this.console = console;
  }

  /** What is missing for one; empty if nothing is. */
  static String missing() {
    boolean there =
        Files.isExecutable(QEMU) && Files.isDirectory(GuestKernel.directory(Architecture.X86_64));
    return there ? "" : "needs tools/prepare-vm";
  }

  /**
   * Boots one.
   *
   * @param name for its files in the directory
   * @param device the socket of its vsock device
   * @param more options of QEMU
   */
  static Guest boot(Path directory, String name, Path device, Initramfs image, List<String> more)
      throws IOException {
    Path files = directory.resolve(name + ".initramfs");
    Path console = directory.resolve(name + ".console");
    image.write(files);
    MachineSpec spec =
        new MachineSpec(
            Architecture.X86_64,
            GuestKernel.find(Architecture.X86_64).image(),
            files,
            MEMORY_MIB,
            1,
            device);
    List<String> command =
        new ArrayList<>(
            new Qemu(QEMU, Accelerator.TCG).command(spec, directory.resolve(name + ".control")));
    command.addAll(more);
    Process qemu =
        new ProcessBuilder(command)
            .redirectOutput(console.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    return new Guest(qemu, files, console);
  }

  /** Says a newline to what reads its console; returns the next line with a word in it. */
  String ask(String word) throws IOException {
    qemu.getOutputStream().write('\n');
    qemu.getOutputStream().flush();
    return await(word);
  }

  /** Waits for a further line with a word in it. */
  String await(String word) throws IOException {
    long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (true) {
      boolean ended = !qemu.isAlive();
      String said = Files.readString(console, StandardCharsets.ISO_8859_1);
      int start = said.indexOf(word, heard);
      int end = start < 0 ? -1 : said.indexOf('\n', start);
      if (end >= 0) {
        heard = end;
        return said.substring(start, end).strip();
      }
      if (ended || System.nanoTime() - endNs > 0) {
        throw new IOException("the guest does not say '" + word + "': " + said);
      }
      LockSupport.parkNanos(LOOK_NS);
    }
  }

  @Override
  public void close() throws IOException {
    qemu.destroyForcibly();
    qemu.onExit().join();
    Files.deleteIfExists(files);
    Files.deleteIfExists(console);
  }
}
