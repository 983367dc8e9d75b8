package dev.vaccel.backend.exec;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The processor that an ELF file is for. glibc skips a file for another one as if it were not
 * there, and then reports "No such file or directory". Source: System V gABI, ELF header; psABI
 * numbers.
 */
final class ElfMachine {
  private static final int HEADER_BYTES = 20;
  private static final int MAGIC = 0x7f454c46; // 0x7f "ELF"
  private static final int DATA_AT = 5; // EI_DATA: 1 little-endian, 2 big-endian
  private static final int MACHINE_AT = 18; // e_machine, 16 bits

  private static final Map<Integer, String> NAMES =
      Map.of(3, "i386", 40, "arm", 62, "amd64", 183, "aarch64", 243, "riscv64", 22, "s390x");

  private ElfMachine() {}

  /**
   * What to say if the file is an ELF file for another processor; empty if it is not known to be.
   */
  static Optional<String> mismatch(Path file) {
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
    try (FileChannel channel = FileChannel.open(file)) {
      while (header.hasRemaining() && channel.read(header) >= 0) {}
    } catch (IOException _) {
      return Optional.empty();
    }
    if (header.hasRemaining() || header.getInt(0) != MAGIC) {
      return Optional.empty();
    }
    header.order(header.get(DATA_AT) == 2 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    int machine = Short.toUnsignedInt(header.getShort(MACHINE_AT));
    String name = NAMES.getOrDefault(machine, "another processor");
    String here = System.getProperty("os.arch");
    return name.equals(here)
        ? Optional.empty()
        : Optional.of("it is for " + name + " (ELF machine " + machine + "), this is " + here);
  }
}
