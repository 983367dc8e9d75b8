package dev.vaccel.vm;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A Linux kernel for guests with its modules for virtio and a busybox, as {@code
 * tools/fetch-guest-kernel} gets them.
 *
 * @param architecture whose it is
 * @param image what a VMM boots
 * @param modules in the order in which they are to be loaded
 * @param busybox a static one for guests
 */
public record GuestKernel(Architecture architecture, Path image, List<Path> modules, Path busybox) {
  private static final List<String> MODULES =
      List.of(
          "virtio_ring",
          "virtio",
          "virtio_mmio",
          "virtio_pci_modern_dev",
          "virtio_pci_legacy_dev",
          "virtio_pci",
          "virtio_console",
          "vsock",
          "vmw_vsock_virtio_transport_common",
          "vmw_vsock_virtio_transport");

  // Of Debian's busybox-static.
  private static final Path INSTALLED_BUSYBOX = Path.of("/bin/busybox");

  /** Copies the list. */
  public GuestKernel {
    modules = List.copyOf(modules);
  }

  /** Where the user's is kept: below XDG_CACHE_HOME, or ~/.cache. */
  public static Path directory(Architecture architecture) {
    return cache().resolve(architecture.kernelDirectory());
  }

  static Path cache() {
    String cache = System.getenv("XDG_CACHE_HOME");
    Path root =
        cache == null || cache.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(cache);
    return root.resolve("vaccel");
  }

  /** The command that gets the kernel of this architecture, and busybox with it. */
  public static String fetchCommand(Architecture architecture) {
    return "tools/fetch-guest-kernel --arch " + architecture.debianName();
  }

  /**
   * The user's.
   *
   * @throws ConfigException with the command that gets one
   */
  public static GuestKernel find(Architecture architecture) {
    return in(directory(architecture), architecture);
  }

  static GuestKernel in(Path directory, Architecture architecture) {
    Path image = directory.resolve("vmlinuz");
    if (!Files.isReadable(image)) {
      throw new ConfigException(
          ErrorCode.INVALID_CONFIG,
          "no "
              + architecture
              + " kernel for virtual machines: "
              + image
              + " is not there; run "
              + fetchCommand(architecture));
    }
    List<Path> modules =
        MODULES.stream()
            .map(name -> directory.resolve(name + ".ko"))
            .filter(Files::isReadable)
            .toList();
    return new GuestKernel(architecture, image, modules, busybox(directory, architecture));
  }

  private static Path busybox(Path directory, Architecture architecture) {
    Path fetched = directory.resolve("busybox");
    if (Files.isReadable(fetched)) {
      return fetched;
    }
    if (architecture == Architecture.ofThisMachine() && Files.isReadable(INSTALLED_BUSYBOX)) {
      return INSTALLED_BUSYBOX;
    }
    throw new ConfigException(
        ErrorCode.INVALID_CONFIG,
        "no "
            + architecture
            + " busybox for virtual machines: "
            + fetched
            + " is not there; delete "
            + directory
            + " and run "
            + fetchCommand(architecture));
  }

  /** The same modules with another kernel, built from the same sources. */
  public GuestKernel withImage(Path other) {
    return new GuestKernel(architecture, other, modules, busybox);
  }

  /**
   * Adds the modules to a guest's files.
   *
   * @return shell commands that load them with /bin/busybox
   */
  String addTo(Initramfs image) throws IOException {
    StringBuilder commands = new StringBuilder();
    for (Path module : modules) {
      image.file("modules/" + module.getFileName(), module);
      commands.append("/bin/busybox insmod /modules/").append(module.getFileName()).append('\n');
    }
    return commands.toString();
  }
}
