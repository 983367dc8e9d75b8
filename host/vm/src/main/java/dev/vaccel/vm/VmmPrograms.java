package dev.vaccel.vm;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds VMMs. */
public final class VmmPrograms {
  private VmmPrograms() {}

  /**
   * QEMU's program for an architecture.
   *
   * @throws ConfigException with the command that installs it
   */
  public static Path qemu(Architecture architecture) {
    return find(
        architecture.qemuProgram(),
        "apt-get install " + architecture.qemuPackage() + " busybox-static");
  }

  /**
   * Firecracker.
   *
   * @throws ConfigException with the place where it is published
   */
  public static Path firecracker() {
    return find(
        "firecracker", "put a release of github.com/firecracker-microvm/firecracker on PATH");
  }

  /**
   * Cloud Hypervisor.
   *
   * @throws ConfigException with the place where it is published
   */
  public static Path cloudHypervisor() {
    return find(
        "cloud-hypervisor",
        "put a release of github.com/cloud-hypervisor/cloud-hypervisor on PATH");
  }

  private static Path find(String name, String remedy) {
    String path = System.getenv().getOrDefault("PATH", "");
    for (String directory :
        (path + File.pathSeparator + "/usr/bin").split(File.pathSeparator, -1)) {
      Path program = Path.of(directory.isEmpty() ? "." : directory, name);
      if (Files.isExecutable(program) && !Files.isDirectory(program)) {
        return program.toAbsolutePath();
      }
    }
    throw new ConfigException(ErrorCode.INVALID_CONFIG, "no " + name + " on PATH; " + remedy);
  }
}
