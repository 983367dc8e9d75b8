package dev.vaccel.vm;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import java.nio.file.Path;

/**
 * A machine, whoever runs it.
 *
 * @param architecture its processor
 * @param kernel what it boots
 * @param initramfs its files
 * @param memoryMib its memory
 * @param cpus its processors
 * @param vsock the agent's socket for QEMU; for others the path at which they make the device's
 */
public record MachineSpec(
    Architecture architecture, Path kernel, Path initramfs, int memoryMib, int cpus, Path vsock) {
  /** A guest's memory by default. */
  public static final int DEFAULT_MEMORY_MIB = 256;

  /** Linux with busybox needs so much. */
  public static final int LEAST_MEMORY_MIB = 128;

  private static final int MOST_MEMORY_MIB = 1 << 20;
  private static final int MOST_CPUS = 32;
  private static final int MIB = 1 << 20;
  // The kernel and what it takes for itself. Tried with files of 0, 200 and 800 MB.
  private static final int KERNEL_MIB = 112;

  /** Checks the numbers. */
  public MachineSpec {
    check(memoryMib, cpus);
  }

  /**
   * Looks whether there can be such a machine.
   *
   * @throws ConfigException if not
   */
  public static void check(int memoryMib, int cpus) {
    if (memoryMib < LEAST_MEMORY_MIB || memoryMib > MOST_MEMORY_MIB) {
      throw new ConfigException(
          ErrorCode.INVALID_CONFIG,
          "memory of "
              + memoryMib
              + " MiB: expected "
              + LEAST_MEMORY_MIB
              + " to "
              + MOST_MEMORY_MIB);
    }
    if (cpus < 1 || cpus > MOST_CPUS) {
      throw new ConfigException(
          ErrorCode.INVALID_CONFIG, cpus + " processors: expected 1 to " + MOST_CPUS);
    }
  }

  /**
   * The least memory for files that are unpacked into it: Linux gives them half of what the packed
   * ones leave.
   */
  public static int memoryForMib(long contentBytes) {
    long files = (contentBytes + MIB - 1) / MIB;
    long mib = KERNEL_MIB + 3 * files + files / 16;
    return (int) Math.min(Integer.MAX_VALUE, mib);
  }

  /**
   * The kernel's arguments. A panic ends or restarts the machine; messages stay off the console.
   */
  String kernelArguments(String console) {
    return "console=" + console + " panic=-1 quiet loglevel=0 " + GuestImage.EXPECT_COMMAND;
  }
}
