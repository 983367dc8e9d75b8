package dev.vaccel.benchmarks;

import com.google.gson.JsonParser;
import dev.vaccel.vm.Architecture;
import dev.vaccel.vm.GuestImage;
import dev.vaccel.vm.GuestKernel;
import dev.vaccel.vm.Initramfs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A photograph classified by the same C program and the same agent, from a process of the host and
 * from inside two virtual machines, by the kernel's vsock and by the device that the program drives
 * itself: by turns.
 */
final class GuestClassify {
  private static final double BAR = 1.05;
  private static final int BOOTS = 2;
  private static final int TURNS = 15;
  private static final int CALLS = 12;
  // Of each side in each boot: the agent decodes pictures faster for so long.
  private static final int WARM_UP_CALLS = 300;

  // Takes the device from the kernel's driver.
  private static final String FREE_DEVICE =
      """
      /bin/busybox mount -t proc none /proc
      /bin/busybox mount -t sysfs none /sys
      D=$(/bin/busybox grep -l 0x1053 /sys/bus/pci/devices/*/device)
      D=${D%/device}
      echo ${D##*/} >$D/driver/unbind
      """;

  private static final String ANSWER = "{\"image\"";

  private GuestClassify() {}

  static void run(Report report, Scale scale, Path directory, Path root, Path bundle, Path photo)
      throws Exception {
    Path program =
        root.resolve(
            "guest/c/target/"
                + Architecture.ofThisMachine().machineName()
                + "/bin/vaccel-classify");
    if (!Guest.missing().isEmpty() || !Files.isExecutable(program)) {
      report.skip("classify from a guest", "needs tools/prepare-vm");
      return;
    }
    int boots = Math.max(1, BOOTS / scale.divisor());
    int calls = scale.calls(CALLS);
    int warmUp = scale.calls(WARM_UP_CALLS);
    int turns = Math.max(1, TURNS / scale.divisor());
    double[] outside = new double[boots * turns];
    double[] vsock = new double[outside.length];
    double[] polling = new double[outside.length];
    Path first = directory.resolve("vm.sock");
    Path second = directory.resolve("polling.sock");
    Path socket = directory.resolve("agent.sock");
    List<String> command =
        List.of(program.toString(), "--connect=unix://" + socket, "--model=" + bundle, "--json");
    Initramfs kernels = image("", "", warmUp, calls, program, bundle, photo);
    Initramfs own =
        image(FREE_DEVICE, " --connect=virtio-poll://", warmUp, calls, program, bundle, photo);
    String addresses = "vhost-user://" + first + ",vhost-user://" + second + ",unix://" + socket;
    try (ChildProcess _ = AgentMain.start(addresses, "image,onnx")) {
      for (int boot = 0; boot < boots; boot++) {
        try (Guest guest = Guest.boot(directory, "classify", first, kernels, List.of());
            Guest poller = Guest.boot(directory, "polling", second, own, List.of())) {
          guest.await("ready");
          poller.await("ready");
          milliseconds(guest.ask(ANSWER));
          milliseconds(poller.ask(ANSWER));
          host(command, photo, warmUp);
          for (int turn = 0; turn < turns; turn++) {
            int at = boot * turns + turn;
            // Who is first changes, since what was measured last has warmed the caches.
            for (int i = 0; i < 3; i++) {
              switch ((turn + i) % 3) {
                case 0 -> outside[at] = host(command, photo, calls);
                case 1 -> vsock[at] = milliseconds(guest.ask(ANSWER));
                default -> polling[at] = milliseconds(poller.ask(ANSWER));
              }
            }
          }
        }
      }
    }
    report.addAtMost(
        "classify " + Files.size(photo) / 1000 + " kB, from the host",
        VirtualMachines.median(outside),
        "ms",
        0);
    report.addAtMost("  from a guest, vsock", VirtualMachines.median(vsock), "ms", 0);
    report.addAtMost("  guest against host, vsock", ratio(vsock, outside), "x", BAR);
    report.addAtMost("  from a guest, virtio-poll", VirtualMachines.median(polling), "ms", 0);
    report.addAtMost("  guest against host, virtio-poll", ratio(polling, outside), "x", BAR);
  }

  private static double ratio(double[] subject, double[] baseline) {
    double[] ratios = new double[subject.length];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = subject[i] / baseline[i];
    }
    return VirtualMachines.median(ratios);
  }

  /** A guest that classifies for each line that it is told. */
  private static Initramfs image(
      String before, String options, int warmUp, int calls, Path program, Path bundle, Path photo)
      throws IOException {
    String calling = "/vaccel-classify </dev/null" + options + " --model /bundle --json --repeat ";
    return GuestImage.create(
            GuestKernel.find(Architecture.X86_64),
            before
                + "{ echo ready; read line; "
                + calling
                + warmUp
                + " /photo.jpg; while read line; do "
                + calling
                + calls
                + " /photo.jpg; done; }"
                + Guest.CONSOLE
                + "\n")
        .directory("proc")
        .directory("sys")
        .file("vaccel-classify", program)
        .file("photo.jpg", Files.readAllBytes(photo))
        .add("bundle", bundle);
  }

  private static double host(List<String> command, Path photo, int calls) throws Exception {
    List<String> repeated = new ArrayList<>(command);
    repeated.addAll(List.of("--repeat=" + calls, photo.toString()));
    Process process =
        new ProcessBuilder(repeated).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(repeated + " ended with " + process.exitValue());
    }
    return milliseconds(said);
  }

  private static double milliseconds(String said) throws IOException {
    int start = said.indexOf(ANSWER);
    if (start < 0) {
      throw new IOException("no measurement in: " + said);
    }
    // Firmware and kernel write to the console too.
    return JsonParser.parseString(said.substring(start))
            .getAsJsonObject()
            .get("microseconds")
            .getAsDouble()
        / 1e3;
  }
}
