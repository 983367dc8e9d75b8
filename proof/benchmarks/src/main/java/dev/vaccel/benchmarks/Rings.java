package dev.vaccel.benchmarks;

import dev.vaccel.api.NoopApi;
import dev.vaccel.api.Session;
import dev.vaccel.runtime.Vaccel;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/** Small calls through rings in shared memory, against two words that processes sleep at. */
final class Rings {
  private static final double SLEEPING_BAR = 1.15;
  private static final double SPINNING_BAR_US = 2;
  private static final int SMALL_BYTES = 64;
  private static final int LARGE_BYTES = 16 << 20;
  private static final double REFERENCE_BAR_US = 10;
  // Of the bandwidth of memcpy.
  private static final double COPY_BAR = 0.85;

  private Rings() {}

  static void run(Report report, Scale scale, Path directory) throws Exception {
    boolean spins = Long.getLong(ChildProcess.SPIN, 0) > 0;
    Path words = directory.resolve("words");
    try (ChildProcess bare = FutexPeer.start(words);
        ChildProcess agent =
            AgentMain.start("shm+unix://" + directory.resolve("agent.sock"), "noop");
        Session session = Vaccel.connect(agent.firstLine);
        Arena arena = Arena.ofConfined();
        FutexPeer.Client client = new FutexPeer.Client(Path.of(bare.firstLine))) {
      NoopApi noop = session.api(NoopApi.class);
      Comparison found = Comparison.run("noop shm", scale, 2000, client::call, noop::noop);
      report.add(found, spins ? 0 : SLEEPING_BAR);
      if (spins) {
        report.addAtMost(
            "noop shm, spinning", found.subjectMedianNs() / 1e3, "us", SPINNING_BAR_US);
      }
      MemorySegment in = arena.allocate(SMALL_BYTES);
      MemorySegment out = arena.allocate(SMALL_BYTES);
      report.add(
          Comparison.run("echo 64 B shm", scale, 2000, client::call, () -> noop.echo(in, out)), 0);
    }
  }

  /** Large arguments: in memory of the session, which only a reference to is sent, and copied. */
  static void bulk(Report report, Scale scale, Path directory) throws Exception {
    try (ChildProcess agent =
            AgentMain.start("shm+unix://" + directory.resolve("agent.sock"), "noop");
        Session session = Vaccel.connect(agent.firstLine);
        Arena arena = Arena.ofConfined()) {
      NoopApi noop = session.api(NoopApi.class);
      MemorySegment shared = session.allocate(LARGE_BYTES);
      shared.fill((byte) 1);
      Comparison reference =
          Comparison.run(
              "echo 16 MiB by reference, and noop",
              scale,
              500,
              noop::noop,
              () -> noop.echo(shared, shared));
      report.add(reference, 0);
      report.addAtMost(
          "  above the noop",
          (reference.subjectMedianNs() - reference.baselineMedianNs()) / 1e3,
          "us",
          REFERENCE_BAR_US);
      copied(report, scale, noop, arena, LARGE_BYTES / 16, 100);
      copied(report, scale, noop, arena, LARGE_BYTES, 10);
    }
  }

  /** Against what it has to do: bytes there, the operation, which is a copy itself, and back. */
  private static void copied(
      Report report, Scale scale, NoopApi noop, Arena arena, int bytes, int calls)
      throws Exception {
    MemorySegment in = arena.allocate(bytes, 64).fill((byte) 2);
    MemorySegment there = arena.allocate(bytes, 64).fill((byte) 3);
    MemorySegment answer = arena.allocate(bytes, 64).fill((byte) 4);
    MemorySegment out = arena.allocate(bytes, 64).fill((byte) 5);
    Comparison found =
        Comparison.run(
            "echo " + (bytes >> 20) + " MiB by copy, and memcpy",
            scale,
            calls,
            () -> {
              there.copyFrom(in);
              answer.copyFrom(there);
              out.copyFrom(answer);
            },
            () -> noop.echo(in, out));
    report.add(found, 0);
    report.addAtLeast("  bandwidth of memcpy", 1 / found.ratio(), "", COPY_BAR);
  }
}
