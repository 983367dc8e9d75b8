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
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A photograph classified by the same C program and the same agent, from inside a virtual machine
 * and from a process of the host, by turns.
 */
final class GuestClassify {
  private static final double BAR = 1.05;
  private static final int BOOTS = 3;
  private static final int TURNS = 15;
  private static final int CALLS = 12;
  // Of each side in each boot: the agent decodes pictures faster for so long.
  private static final int WARM_UP_CALLS = 300;

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
    double[] ratios = new double[boots * turns];
    double[] inside = new double[ratios.length];
    double[] outside = new double[ratios.length];
    Path device = directory.resolve("vm.sock");
    Path socket = directory.resolve("agent.sock");
    String calling = "/vaccel-classify </dev/null --model /bundle --json --repeat ";
    Initramfs image =
        GuestImage.create(
                GuestKernel.find(Architecture.X86_64),
                "{ echo ready; read line; "
                    + calling
                    + warmUp
                    + " /photo.jpg; while read line; do "
                    + calling
                    + calls
                    + " /photo.jpg; done; }"
                    + Guest.CONSOLE
                    + "\n")
            .file("vaccel-classify", program)
            .file("photo.jpg", Files.readAllBytes(photo))
            .add("bundle", bundle);
    List<String> command =
        List.of(program.toString(), "--connect=unix://" + socket, "--model=" + bundle, "--json");
    try (ChildProcess _ =
        AgentMain.start("vhost-user://" + device + ",unix://" + socket, "image,onnx")) {
      for (int boot = 0; boot < boots; boot++) {
        try (Guest guest = Guest.boot(directory, "classify", device, image, List.of())) {
          guest.await("ready");
          milliseconds(guest.ask(ANSWER));
          host(command, photo, warmUp);
          for (int turn = 0; turn < turns; turn++) {
            int at = boot * turns + turn;
            if (turn % 2 == 0) {
              inside[at] = milliseconds(guest.ask(ANSWER));
              outside[at] = host(command, photo, calls);
            } else {
              outside[at] = host(command, photo, calls);
              inside[at] = milliseconds(guest.ask(ANSWER));
            }
            ratios[at] = inside[at] / outside[at];
          }
        }
        int from = boot * turns;
        System.out.printf(
            Locale.ROOT,
            "  boot %d: from the host %.2f ms, from the guest %.2f ms, ratio %.3f%n",
            boot + 1,
            VirtualMachines.median(Arrays.copyOfRange(outside, from, from + turns)),
            VirtualMachines.median(Arrays.copyOfRange(inside, from, from + turns)),
            VirtualMachines.median(Arrays.copyOfRange(ratios, from, from + turns)));
      }
    }
    report.addAtMost(
        "classify " + Files.size(photo) / 1000 + " kB, from the host",
        VirtualMachines.median(outside),
        "ms",
        0);
    report.addAtMost("  from a guest", VirtualMachines.median(inside), "ms", 0);
    report.addAtMost("  guest against host", VirtualMachines.median(ratios), "x", BAR);
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
