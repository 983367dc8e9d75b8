package dev.vaccel.benchmarks;

import dev.vaccel.api.BlasApi;
import dev.vaccel.api.NoopApi;
import dev.vaccel.api.Session;
import dev.vaccel.api.Transpose;
import dev.vaccel.virtio.EchoDevice;
import dev.vaccel.vm.Architecture;
import dev.vaccel.vm.GuestImage;
import dev.vaccel.vm.GuestKernel;
import dev.vaccel.vm.Initramfs;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The agent's vsock device against one that does the least, from inside a virtual machine: bytes
 * there and back, and bytes there. Two machines run at once, one at each device, and measure by
 * turns: one after the other would compare moods of this machine. Several pairs, since pairs differ
 * too.
 */
final class VirtualMachines {
  private static final double ROUND_TRIP_BAR = 1.15;
  private static final double BULK_BAR = 0.8;
  private static final int ROUNDS = 400;
  private static final int BULK_ROUNDS = 8;
  private static final int PAIRS = 5;
  // Until both sides are compiled: with a quarter of it the agent is measured as it starts.
  private static final int WARM_UP_TURNS = 40;
  private static final int BULK_WARM_UP_TURNS = 12;
  private static final int TURNS = 15;
  private static final int RESTED_ROUNDS = 20;
  private static final int REST_US = 40_000;
  private static final int PHOTO_BYTES = 79_281;
  private static final int SMALL_BYTES = 64;
  // A product of a row and a column: four bytes come back for eight of each element sent.
  private static final int ELEMENTS = 1 << 19;
  private static final int BULK_BYTES = 8 * ELEMENTS;
  private static final Pattern TIMES = Pattern.compile("p50 (\\d+)");

  private final Path directory;
  private final Path ping;

  private VirtualMachines(Path directory, Path ping) {
    this.directory = directory;
    this.ping = ping;
  }

  /**
   * What is compared.
   *
   * @param device arguments of the device that does the least, behind its socket
   * @param kind how that one answers, for the guest's program
   * @param bare what it is sent
   * @param call what the agent is sent
   * @param rounds round trips of a turn
   * @param warmUpTurns turns before any counts
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared, and nobody changes them
  private record Exchange(
      String device,
      String kind,
      byte[] bare,
      String backend,
      byte[] call,
      int rounds,
      int warmUpTurns) {}

  static void run(Report report, Scale scale, Path directory, Path root) throws Exception {
    if (!Guest.missing().isEmpty()) {
      report.skip("virtual machines", Guest.missing());
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
    new VirtualMachines(directory, ping).run(report, scale);
  }

  private void run(Report report, Scale scale) throws Exception {
    byte[][] frames = frames();
    double[] echo =
        compare(
            report,
            scale,
            "echo 64 B from a guest",
            frames[0],
            new Exchange(
                "", "raw", frames[1], "noop", frames[1], scale.calls(ROUNDS), WARM_UP_TURNS));
    report.addAtMost("  agent against device alone", median(echo), "x", ROUND_TRIP_BAR);
    byte[] bulk = new byte[frames[2].length];
    double[] there =
        compare(
            report,
            scale,
            "4 MiB out of a guest",
            frames[0],
            new Exchange(
                String.valueOf(bulk.length),
                "sink",
                bulk,
                "blas",
                frames[2],
                scale.calls(BULK_ROUNDS),
                BULK_WARM_UP_TURNS));
    for (int i = 0; i < there.length; i++) {
      there[i] = 1 / there[i];
    }
    report.addAtLeast("  bytes a second, agent against device alone", median(there), "x", BULK_BAR);
    rested(report, scale);
    GuestMemory.run(report, scale, directory, ping, frames);
  }

  /** The agent's times by those of the device that does the least, turn by turn of each pair. */
  private double[] compare(
      Report report, Scale scale, String name, byte[] greeting, Exchange exchange)
      throws Exception {
    int pairs = Math.max(1, PAIRS / scale.divisor());
    int warmUp = Math.max(1, exchange.warmUpTurns / scale.divisor());
    int turns = Math.max(1, TURNS / scale.divisor());
    double[] ratios = new double[pairs * turns];
    double[] ours = new double[ratios.length];
    double[] bare = new double[ratios.length];
    Path least = directory.resolve("least.sock");
    Path device = directory.resolve("vm.sock");
    List<String> arguments =
        exchange.device.isEmpty()
            ? List.of(least.toString())
            : List.of(least.toString(), exchange.device);
    for (int pair = 0; pair < pairs; pair++) {
      try (ChildProcess _ =
              new ChildProcess(ChildProcess.AGENT_OPTIONS, EchoDevice.class, arguments);
          ChildProcess _ = AgentMain.start("vhost-user://" + device, exchange.backend);
          Guest alone =
              boot(
                  least,
                  "least",
                  exchange.kind + " " + exchange.rounds,
                  new byte[0],
                  exchange.bare);
          Guest called = boot(device, "vm", "frames " + exchange.rounds, greeting, exchange.call)) {
        for (int turn = 0; turn < warmUp; turn++) {
          microseconds(alone);
          microseconds(called);
        }
        for (int turn = 0; turn < turns; turn++) {
          int at = pair * turns + turn;
          if (turn % 2 == 0) {
            bare[at] = microseconds(alone);
            ours[at] = microseconds(called);
          } else {
            ours[at] = microseconds(called);
            bare[at] = microseconds(alone);
          }
          ratios[at] = ours[at] / bare[at];
        }
      }
      Files.deleteIfExists(least);
      Files.deleteIfExists(device);
      int from = pair * turns;
      System.out.printf(
          Locale.ROOT,
          "  pair %d: device alone %.1f us, agent %.1f us, ratio %.3f%n",
          pair + 1,
          median(Arrays.copyOfRange(bare, from, from + turns)),
          median(Arrays.copyOfRange(ours, from, from + turns)),
          median(Arrays.copyOfRange(ratios, from, from + turns)));
    }
    report.addAtMost(name + ", device alone", median(bare), "us", 0);
    report.addAtMost(name + ", agent", median(ours), "us", 0);
    return ratios;
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** What a client sends until it can call, a small call, and a big one. */
  private byte[][] frames() throws Exception {
    Path there = directory.resolve("agent.sock");
    Path here = directory.resolve("recorder.sock");
    try (ChildProcess _ = AgentMain.start("unix://" + there, "noop,blas");
        Recorder recorder = new Recorder(here, there);
        Session session = Carriers.connect("unix://" + here);
        Arena arena = Arena.ofConfined()) {
      byte[] greeting = recorder.take();
      session.api(NoopApi.class).echo(arena.allocate(SMALL_BYTES), arena.allocate(SMALL_BYTES));
      byte[] call = recorder.take();
      MemorySegment row = arena.allocate(4L * ELEMENTS);
      MemorySegment product = arena.allocate(4);
      session
          .api(BlasApi.class)
          .sgemm(
              Transpose.NONE,
              Transpose.NONE,
              1,
              1,
              ELEMENTS,
              1,
              row,
              ELEMENTS,
              row,
              1,
              0,
              product,
              1);
      byte[] bulk = recorder.take();
      if (bulk.length < BULK_BYTES) {
        throw new IOException("a big call sent " + bulk.length + " bytes");
      }
      return new byte[][] {greeting, call, bulk};
    } finally {
      Files.deleteIfExists(here);
      Files.deleteIfExists(there);
    }
  }

  private Guest boot(Path device, String name, String arguments, byte[] frames, byte[] call)
      throws IOException {
    Initramfs image =
        GuestImage.create(
                GuestKernel.find(Architecture.X86_64), "/ping " + arguments + Guest.CONSOLE + "\n")
            .file("ping", ping)
            .file("frames", frames)
            .file("call", call);
    Guest guest = Guest.boot(directory, name, device, image, List.of());
    guest.await("ping: ready");
    return guest;
  }

  /** What a photograph costs a machine that slept while the last was classified. */
  private void rested(Report report, Scale scale) throws Exception {
    Path least = directory.resolve("least.sock");
    int turns = Math.max(1, TURNS / scale.divisor());
    double[] alone = new double[turns];
    String arguments = "sink " + scale.calls(RESTED_ROUNDS) + " " + REST_US;
    try (ChildProcess _ =
            new ChildProcess(
                ChildProcess.AGENT_OPTIONS,
                EchoDevice.class,
                List.of(least.toString(), String.valueOf(PHOTO_BYTES)));
        Guest guest = boot(least, "least", arguments, new byte[0], new byte[PHOTO_BYTES])) {
      for (int turn = 0; turn < turns; turn++) {
        alone[turn] = microseconds(guest);
      }
    }
    Files.deleteIfExists(least);
    report.addAtMost(
        "79 kB out of a guest after a rest of 40 ms, device alone", median(alone), "us", 0);
  }

  /** The median of a turn. */
  private static double microseconds(Guest guest) throws IOException {
    String said = guest.ask("ping: p10");
    Matcher times = TIMES.matcher(said);
    if (!times.find()) {
      throw new IOException("the guest measured nothing: " + said);
    }
    return Long.parseLong(times.group(1)) / 1e3;
  }
}
