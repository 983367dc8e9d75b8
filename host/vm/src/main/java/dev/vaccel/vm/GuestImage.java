package dev.vaccel.vm;

import java.io.IOException;

/**
 * The files of a guest: busybox, a kernel's modules, what is added, and the script that the kernel
 * starts.
 */
public final class GuestImage {
  /** The word that marks a command's output. */
  static final String TOKEN = "vaccel/token";

  /** The command that a machine is booted for. */
  static final String COMMAND = "vaccel/command";

  /** On the kernel's command line: there must be a command. */
  static final String EXPECT_COMMAND = "vaccel=run";

  private static final String START = "vaccel/start";

  private static final String BEGIN =
      """
      #!/bin/busybox sh
      /bin/busybox mount -t devtmpfs none /dev
      exec </dev/null >/dev/console 2>&1
      """;

  // `stty` waits until what was said has left the serial port, which poweroff does not.
  private static final String END =
      """
      /bin/busybox stty -F /dev/console raw -echo
      /bin/busybox poweroff -f
      """;

  // Raw, since a terminal would put a carriage return before each newline. The marks begin with a
  // control character: what the kernel says has none.
  private static final String RUN =
      """
      export PATH=/bin:/sbin:/usr/bin:/usr/sbin HOME=/root TERM=dumb
      /bin/busybox mount -t proc none /proc
      /bin/busybox mount -t sysfs none /sys
      /bin/busybox mount -t tmpfs none /tmp
      /bin/busybox --install -s /bin
      if [ -r /vaccel/command ]; then
        stty -F /dev/console raw -echo
        token=$(cat /vaccel/token)
        printf '\\036vaccel %s begin\\n' "$token"
        sh /vaccel/command
        printf '\\036vaccel %s end %d\\n' "$token" $?
      elif grep -q vaccel=run /proc/cmdline; then
        echo "the guest's files do not fit into its memory"
      elif [ -r /vaccel/start ]; then
        export VACCEL_ADDRESS=${VACCEL_ADDRESS-vsock://2:2048}
        sh /vaccel/start
      else
        export VACCEL_ADDRESS=${VACCEL_ADDRESS-vsock://2:2048}
        setsid cttyhack sh
      fi
      """;

  private GuestImage() {}

  /**
   * An image that runs shell commands and nothing else; more files may be added. What the commands
   * say goes to the console; when they end, the machine does.
   *
   * @param commands lines for busybox's shell, run when the modules are loaded
   */
  public static Initramfs create(GuestKernel kernel, String commands) throws IOException {
    Initramfs image =
        new Initramfs().directory("dev").file("bin/busybox", kernel.busybox()).directory("tmp");
    return image.file("init", BEGIN + kernel.addTo(image) + commands + END);
  }

  /**
   * An image for {@link GuestCommand}s; more files may be added. Booted without one, it runs what
   * {@link #startWith} was given, else a shell on the console.
   */
  public static Initramfs create(GuestKernel kernel) throws IOException {
    return create(kernel, RUN).directory("proc").directory("sys").directory("root");
  }

  /** Makes an image run lines for busybox's shell where it is booted without a command. */
  public static void startWith(Initramfs image, String commands) throws IOException {
    image.file(START, commands + "\n");
  }
}
