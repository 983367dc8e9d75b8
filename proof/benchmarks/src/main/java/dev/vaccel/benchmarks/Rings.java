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
}
