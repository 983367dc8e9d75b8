package dev.vaccel.benchmarks;

import dev.vaccel.api.NoopApi;
import dev.vaccel.api.Session;
import dev.vaccel.runtime.Vaccel;
import dev.vaccel.virtio.EchoDevice;
import dev.vaccel.vm.Accelerator;
import dev.vaccel.vm.Architecture;
import dev.vaccel.vm.GuestImage;
import dev.vaccel.vm.GuestKernel;
import dev.vaccel.vm.Initramfs;
import dev.vaccel.vm.MachineSpec;
import dev.vaccel.vm.Qemu;
import java.io.File;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Round trips from inside a virtual machine under QEMU, without KVM: echo of 64 bytes by the agent
 * against a device that only sends bytes back. Each measurement boots a machine anew.
 */
final class VirtualMachines {
  private static final Path QEMU = Path.of("/usr/bin", Architecture.X86_64.qemuProgram());
  private static final double BAR = 1.15;
  private static final int ROUNDS = 4000;
  private static final int BOOTS = 7;
  private static final int SMALL_BYTES = 64;
  private static final int BOOT_SECONDS = 120;
  private static final Pattern TIMES = Pattern.compile("ping: p10 (\\d+) p50 (\\d+) p90 (\\d+) ns");

  private final Path directory;
  private final GuestKernel kernel;
  private final Path ping;

  private VirtualMachines(Path directory, GuestKernel kernel, Path ping) {
    this.directory = directory;
    this.kernel = kernel;
    this.ping = ping;
  }

  /** What the guest measured, in nanoseconds. */
  private record Times(long p10, long p50) {}

  static void run(Report report, Scale scale, Path directory, Path root) throws Exception {
    if (!Files.isExecutable(QEMU)
        || !Files.isExecutable(Path.of("/bin/busybox"))
        || !Files.isDirectory(GuestKernel.directory(Architecture.X86_64))) {
      report.skip(
          "virtual machines",
          "needs qemu-system-x86, busybox-static, gcc and tools/fetch-guest-kernel");
      return;
    }
    Path ping = directory.resolve("ping");
    Path source = root.resolve("proof/benchmarks/src/main/c/ping.c");
    Process gcc =
        new ProcessBuilder(
                "gcc", "-static", "-O2", "-Wall", "-o", ping.toString(), source.toString())
            .inheritIO()
            .start();
    if (gcc.waitFor() != 0) {
      throw new IOException("gcc failed with " + gcc.exitValue());
    }
    new VirtualMachines(directory, GuestKernel.find(Architecture.X86_64), ping).run(report, scale);
  }

  private void run(Report report, Scale scale) throws Exception {
    byte[][] frames = frames();
    int boots = Math.max(1, BOOTS / scale.divisor());
    int rounds = scale.calls(ROUNDS);
    double[] ratios = new double[boots];
    double[] ours = new double[boots];
    double[] bare = new double[boots];
    Path device = directory.resolve("vm.sock");
    for (int boot = 0; boot < boots; boot++) {
      Times there;
      Times echo;
      try (ChildProcess child =
          new ChildProcess(
              ChildProcess.AGENT_OPTIONS, EchoDevice.class, List.of(device.toString()))) {
        echo = measure(device, child, "raw", rounds, new byte[0], frames[1]);
      }
      Files.deleteIfExists(device);
      try (ChildProcess child = AgentMain.start("vhost-user://" + device, "noop")) {
        there = measure(device, child, "frames", rounds, frames[0], frames[1]);
      }
      Files.deleteIfExists(device);
      ratios[boot] = (double) there.p50 / echo.p50;
      ours[boot] = there.p50 / 1e3;
      bare[boot] = echo.p50 / 1e3;
      System.out.printf(
          Locale.ROOT,
          "  boot %d: device alone p50 %.1f us (p10 %.1f), agent p50 %.1f us (p10 %.1f)%n",
          boot + 1,
          bare[boot],
          echo.p10 / 1e3,
          ours[boot],
          there.p10 / 1e3);
    }
    report.addAtMost("echo 64 B from a guest, device alone", median(bare), "us", 0);
    report.addAtMost("echo 64 B from a guest, agent", median(ours), "us", 0);
    report.addAtMost("  agent against device alone", median(ratios), "x", BAR);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** What a client sends until it can call, and one call. */
  private byte[][] frames() throws Exception {
    Path there = directory.resolve("agent.sock");
    Path here = directory.resolve("recorder.sock");
    try (ChildProcess _ = AgentMain.start("unix://" + there, "noop");
        Recorder recorder = new Recorder(here, there);
        Session session = Vaccel.connect("unix://" + here);
        Arena arena = Arena.ofConfined()) {
      NoopApi noop = session.api(NoopApi.class);
      byte[] greeting = recorder.take();
      noop.echo(arena.allocate(SMALL_BYTES), arena.allocate(SMALL_BYTES));
      byte[] call = recorder.take();
      return new byte[][] {greeting, call};
    } finally {
      Files.deleteIfExists(here);
      Files.deleteIfExists(there);
    }
  }

  private Times measure(
      Path device, ChildProcess child, String kind, int rounds, byte[] frames, byte[] call)
      throws Exception {
    Initramfs image =
        GuestImage.create(kernel, "/ping " + kind + " " + rounds + "\n")
            .file("ping", ping)
            .file("frames", frames)
            .file("call", call);
    Path files = directory.resolve("initramfs");
    Path console = directory.resolve("console");
    image.write(files);
    MachineSpec spec = new MachineSpec(Architecture.X86_64, kernel.image(), files, 192, 1, device);
    Process qemu =
        new ProcessBuilder(
                new Qemu(QEMU, Accelerator.TCG).command(spec, directory.resolve("control")))
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .redirectOutput(console.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      if (!qemu.waitFor(BOOT_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("the guest does not end; child " + child.pid());
      }
    } finally {
      qemu.destroyForcibly();
    }
    String said = Files.readString(console, StandardCharsets.ISO_8859_1);
    Matcher times = TIMES.matcher(said);
    if (!times.find()) {
      throw new IOException("the guest measured nothing: " + said);
    }
    Files.delete(console);
    Files.delete(files);
    return new Times(Long.parseLong(times.group(1)), Long.parseLong(times.group(2)));
  }
}
