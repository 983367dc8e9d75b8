package dev.vaccel.benchmarks;

import dev.vaccel.vm.Architecture;
import dev.vaccel.vm.GuestImage;
import dev.vaccel.vm.GuestKernel;
import dev.vaccel.vm.Initramfs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** What a virtual machine with an open connection costs its agent: 16 of them against one. */
final class GuestMemory {
  private static final int GUESTS = 16;
  private static final double BAR_MIB = 2;
  // Its whole heap is there from the start: what grows is what machines cost.
  private static final List<String> OPTIONS =
      List.of(
          "-XX:+UseParallelGC",
          "-Xms256m",
          "-Xmx256m",
          "-XX:+AlwaysPreTouch",
          "--enable-native-access=ALL-UNNAMED");

  private GuestMemory() {}

  static void run(Report report, Scale scale, Path directory, Path ping, byte[][] frames)
      throws Exception {
    int guests = scale.divisor() == 1 ? GUESTS : 2;
    List<String> addresses = new ArrayList<>();
    for (int i = 0; i < guests; i++) {
      addresses.add("vhost-user://" + directory.resolve("vm" + i + ".sock"));
    }
    Initramfs image =
        GuestImage.create(
                GuestKernel.find(Architecture.X86_64), "/ping frames 200" + Guest.CONSOLE + "\n")
            .file("ping", ping)
            .file("frames", frames[0])
            .file("call", frames[1]);
    Deque<Guest> booted = new ArrayDeque<>();
    try (ChildProcess agent =
        new ChildProcess(OPTIONS, AgentMain.class, List.of(String.join(",", addresses), "noop"))) {
      double first = 0;
      for (int i = 0; i < guests; i++) {
        Path device = directory.resolve("vm" + i + ".sock");
        Guest guest = Guest.boot(directory, "vm" + i, device, image, List.of());
        booted.push(guest);
        guest.await("ping: ready");
        guest.ask("ping: p10");
        if (i == 0) {
          first = memoryMib(agent);
        }
      }
      double all = memoryMib(agent);
      report.addAtMost("agent with one virtual machine", first, "MiB of its own", 0);
      report.addAtMost("agent with " + guests + " virtual machines", all, "MiB of its own", 0);
      report.addAtMost("  each further one", (all - first) / (guests - 1), "MiB", BAR_MIB);
    } finally {
      while (!booted.isEmpty()) {
        booted.pop().close();
      }
    }
  }

  /** Heap that is in use, and memory of the process that no other shares. */
  private static double memoryMib(ChildProcess agent) throws IOException {
    double heap = Double.parseDouble(agent.ask("heap"));
    for (String line : Files.readAllLines(Path.of("/proc/" + agent.pid() + "/status"))) {
      if (line.startsWith("RssAnon:")) {
        return heap / (1 << 20) + Double.parseDouble(line.replaceAll("\\D", "")) / 1024;
      }
    }
    throw new IOException("no memory of process " + agent.pid());
  }
}
