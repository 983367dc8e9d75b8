package dev.vaccel.vm;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The files of a guest that runs shell commands and nothing else: busybox, a kernel's modules and
 * what is added. What the commands say goes to the console; when they end, the machine does.
 */
public final class GuestImage {
  /** Of Debian's busybox-static. */
  public static final Path BUSYBOX = Path.of("/bin/busybox");

  private GuestImage() {}

  /**
   * An image without anything else in it; more files may be added.
   *
   * @param commands lines for busybox's shell, run when the modules are loaded
   */
  public static Initramfs create(GuestKernel kernel, String commands) throws IOException {
    Initramfs image =
        new Initramfs().directory("bin").directory("dev").file("bin/busybox", BUSYBOX);
    String start =
        """
        #!/bin/busybox sh
        /bin/busybox mount -t devtmpfs none /dev
        exec >/dev/console 2>&1
        """;
    String end = "/bin/busybox poweroff -f\n";
    return image.file("init", start + kernel.addTo(image) + commands + end);
  }
}
