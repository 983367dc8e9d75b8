package dev.vaccel.vm;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A Linux kernel for guests with its modules for virtio, as {@code tools/fetch-guest-kernel} gets
 * it.
 *
 * @param image what a VMM boots
 * @param modules in the order in which they are to be loaded
 */
public record GuestKernel(Path image, List<Path> modules) {
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

  /** Copies the list. */
  public GuestKernel {
    modules = List.copyOf(modules);
  }

  /** Where the user's is kept: below XDG_CACHE_HOME, or ~/.cache. */
  public static Path directory() {
    String cache = System.getenv("XDG_CACHE_HOME");
    Path root =
        cache == null || cache.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(cache);
    return root.resolve("vaccel/guest-kernel");
  }

  /**
   * The user's.
   *
   * @throws ConfigException with the command that gets one
   */
  public static GuestKernel find() {
    Path directory = directory();
    Path image = directory.resolve("vmlinuz");
    if (!Files.isReadable(image)) {
      throw new ConfigException(
          ErrorCode.INVALID_CONFIG,
          "no kernel for virtual machines: "
              + image
              + " is not there; run tools/fetch-guest-kernel");
    }
    return new GuestKernel(
        image, MODULES.stream().map(name -> directory.resolve(name + ".ko")).toList());
  }

  /**
   * Adds the modules to a guest's files.
   *
   * @return shell commands that load them with /bin/busybox
   */
  public String addTo(Initramfs image) throws IOException {
    StringBuilder commands = new StringBuilder();
    for (Path module : modules) {
      image.file(module.getFileName().toString(), module);
      commands.append("/bin/busybox insmod /").append(module.getFileName()).append('\n');
    }
    return commands.toString();
  }
}
