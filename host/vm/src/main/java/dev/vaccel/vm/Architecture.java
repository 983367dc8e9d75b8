package dev.vaccel.vm;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import java.util.List;

/** A processor that guests can have, and what it is called by whom. */
public enum Architecture {
  /** Intel's and AMD's, 64 bits. */
  X86_64("x86_64", "amd64", "q35", "ttyS0", "guest-kernel"),
  /** Arm's, 64 bits. */
  AARCH64("aarch64", "arm64", "virt", "ttyAMA0", "guest-kernel-arm64");

  private static final List<String> X86_NAMES = List.of("x86-64", "x86_64", "amd64");
  private static final List<String> ARM_NAMES = List.of("aarch64", "arm64");

  private final String machineName;
  private final String debianName;
  private final String qemuMachine;
  private final String serialConsole;
  private final String kernelDirectory;

  Architecture(
      String machineName,
      String debianName,
      String qemuMachine,
      String serialConsole,
      String kernelDirectory) {
    this.machineName = machineName;
    this.debianName = debianName;
    this.qemuMachine = qemuMachine;
    this.serialConsole = serialConsole;
    this.kernelDirectory = kernelDirectory;
  }

  /** The one of this machine. */
  public static Architecture ofThisMachine() {
    return ARM_NAMES.contains(System.getProperty("os.arch")) ? AARCH64 : X86_64;
  }

  /**
   * Reads a name: the kernel's, Debian's, or the one with a hyphen.
   *
   * @throws ConfigException if it is none
   */
  public static Architecture parse(String name) {
    if (X86_NAMES.contains(name)) {
      return X86_64;
    }
    if (ARM_NAMES.contains(name)) {
      return AARCH64;
    }
    throw new ConfigException(
        ErrorCode.INVALID_CONFIG,
        "architecture '" + name + "': expected x86-64 (amd64) or aarch64 (arm64)");
  }

  /** As {@code uname -m} says it. */
  public String machineName() {
    return machineName;
  }

  /** As Debian's packages say it. */
  public String debianName() {
    return debianName;
  }

  /** QEMU's program for it. */
  public String qemuProgram() {
    return "qemu-system-" + machineName;
  }

  /** Debian's package of that. */
  public String qemuPackage() {
    return this == X86_64 ? "qemu-system-x86" : "qemu-system-arm";
  }

  String qemuMachine() {
    return qemuMachine;
  }

  String serialConsole() {
    return serialConsole;
  }

  String kernelDirectory() {
    return kernelDirectory;
  }

  @Override
  public String toString() {
    return this == X86_64 ? "x86-64" : machineName;
  }
}
