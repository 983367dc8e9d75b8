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
import java.util.List;
import java.util.Locale;

/**
 * A photograph classified by the same C program and the same agent, from inside a virtual machine
 * and from a process of the host, by turns.
 */
final class GuestClassify {
  private static final double BAR = 1.05;
  private static final int BOOTS = 7;
  private static final int CALLS = 40;

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
    double[] ratios = new double[boots];
    double[] inside = new double[boots];
    double[] outside = new double[boots];
    Path device = directory.resolve("vm.sock");
    Path socket = directory.resolve("agent.sock");
    String arguments = " --json --repeat " + calls + " /photo.jpg";
    String calling = "/vaccel-classify --model /bundle" + arguments;
    Initramfs image =
        GuestImage.create(
                GuestKernel.find(Architecture.X86_64), calling + " >/dev/null\n" + calling + "\n")
            .file("vaccel-classify", program)
            .file("photo.jpg", Files.readAllBytes(photo))
            .add("bundle", bundle);
    try (ChildProcess _ =
        AgentMain.start("vhost-user://" + device + ",unix://" + socket, "image,onnx")) {
      for (int boot = 0; boot < boots; boot++) {
        try (Guest guest = Guest.boot(directory, "classify", device, image, List.of())) {
          inside[boot] = milliseconds(guest.await());
        }
        List<String> command =
            List.of(
                program.toString(),
                "--connect=unix://" + socket,
                "--model=" + bundle,
                "--json",
                "--repeat=" + calls,
                photo.toString());
        host(command);
        outside[boot] = milliseconds(host(command));
        ratios[boot] = inside[boot] / outside[boot];
        System.out.printf(
            Locale.ROOT,
            "  boot %d: from the host %.2f ms, from the guest %.2f ms%n",
            boot + 1,
            outside[boot],
            inside[boot]);
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

  private static String host(List<String> command) throws Exception {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(command + " ended with " + process.exitValue());
    }
    return said;
  }

  private static double milliseconds(String said) throws IOException {
    for (String line : said.split("\r?\n", -1)) {
      // Firmware and kernel write to the console too.
      int start = line.indexOf("{\"image\"");
      if (start >= 0) {
        return JsonParser.parseString(line.substring(start))
                .getAsJsonObject()
                .get("microseconds")
                .getAsDouble()
            / 1e3;
      }
    }
    throw new IOException("no measurement in: " + said);
  }
}
