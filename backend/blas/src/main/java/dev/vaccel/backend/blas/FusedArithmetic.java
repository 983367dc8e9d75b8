package dev.vaccel.backend.blas;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether {@code Math.fma} is one machine instruction. Where it is not (emulated guests, x86 before
 * 2013), Java computes it with BigDecimal, about a thousand times slower than two instructions.
 */
final class FusedArithmetic {
  static final boolean AVAILABLE = probe();

  private FusedArithmetic() {}

  private static boolean probe() {
    String arch = System.getProperty("os.arch");
    if (!arch.equals("amd64")) {
      return arch.equals("aarch64"); // part of the base architecture
    }
    try {
      return isListed(Files.readString(Path.of("/proc/cpuinfo")));
    } catch (IOException _) {
      return false;
    }
  }

  /** The flags of the first processor stand for all; HotSpot wants AVX2 beside FMA. */
  static boolean isListed(String cpuinfo) {
    return cpuinfo
        .lines()
        .filter(line -> line.startsWith("flags"))
        .findFirst()
        .map(line -> (line + " ").contains(" fma ") && (line + " ").contains(" avx2 "))
        .orElse(false);
  }
}
