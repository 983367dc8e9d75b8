package dev.vaccel.benchmarks;

import dev.vaccel.api.NoopApi;
import dev.vaccel.api.Session;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Small and large round trips against bare channels that carry messages of the same sizes, over
 * unix and tcp, agent and bare peer each in a process of its own.
 */
final class RoundTrip {
  // What noop sends and gets: header 16 and CALL 24; header 16 and REPLY 8.
  private static final int CALL_BYTES = 40;
  private static final int REPLY_BYTES = 24;
  // A segment in a body: its length, where it is, and its bytes.
  private static final int SEGMENT_BYTES = 16;
  private static final int SMALL_BYTES = 64;
  private static final double SMALL_BAR = 1.25;
  // Of the bare loop's throughput.
  private static final double LARGE_BAR = 0.7;
  // Below the 40 ms of a delayed acknowledgement, above what a busy scheduler does.
  private static final long STALL_NS = 38_000_000;

  private RoundTrip() {}

  static void small(Report report, Scale scale, Path directory) throws Exception {
    for (String kind : new String[] {"unix", "tcp"}) {
      try (ChildProcess bare = BarePeer.start(kind, directory.resolve("bare.sock").toString());
          ChildProcess agent = AgentMain.start(address(kind, directory), "noop");
          Session session = Carriers.connect(agent.firstLine);
          Arena arena = Arena.ofConfined()) {
        NoopApi noop = session.api(NoopApi.class);
        try (BarePeer.Client client =
            new BarePeer.Client(kind, bare.firstLine, CALL_BYTES, REPLY_BYTES)) {
          add(
              report,
              Comparison.run("noop " + kind, scale, 2000, client::call, noop::noop),
              kind.equals("tcp"));
        }
        int more = SEGMENT_BYTES + SMALL_BYTES;
        try (BarePeer.Client client =
            new BarePeer.Client(kind, bare.firstLine, CALL_BYTES + more, REPLY_BYTES + more)) {
          MemorySegment in = filled(arena, SMALL_BYTES);
          MemorySegment out = arena.allocate(SMALL_BYTES, 64);
          add(
              report,
              Comparison.run(
                  "echo 64 B " + kind, scale, 2000, client::call, () -> noop.echo(in, out)),
              kind.equals("tcp"));
          check(in, out);
        }
      }
    }
  }

  private static void add(Report report, Comparison found, boolean stalls) {
    report.add(found, SMALL_BAR);
    if (stalls) {
      report.addAtMost(
          found.name() + " slowest", found.subject().max() / 1e6, "ms (bare: " + bare(found), 0);
      report.addAtMost(
          found.name() + " stalls of 38 ms or more",
          found.subject().atLeast(STALL_NS),
          "of " + found.subject().count() + " calls",
          0);
    }
  }

  private static String bare(Comparison found) {
    return String.format(Locale.ROOT, "%.3f)", found.baseline().max() / 1e6);
  }

  static void large(Report report, Scale scale, Path directory) throws Exception {
    for (String kind : new String[] {"unix", "tcp"}) {
      for (int mebibytes : new int[] {1, 16}) {
        int bytes = mebibytes << 20;
        try (ChildProcess bare = BarePeer.start(kind, directory.resolve("bare.sock").toString());
            ChildProcess agent = AgentMain.start(address(kind, directory), "noop");
            Session session = Carriers.connect(agent.firstLine);
            Arena arena = Arena.ofConfined();
            BarePeer.Client client = new BarePeer.Client(kind, bare.firstLine, bytes, bytes)) {
          NoopApi noop = session.api(NoopApi.class);
          String size = mebibytes + " MiB ";
          int calls = mebibytes == 1 ? 60 : 10;
          if (kind.equals("unix")) {
            MemorySegment in = session.allocate(bytes);
            fill(in);
            MemorySegment out = session.allocate(bytes);
            report.add(
                Comparison.run(
                    "echo " + size + "unix, session memory",
                    scale,
                    calls,
                    client::call,
                    () -> noop.echo(in, out)),
                1 / LARGE_BAR);
            check(in, out);
          }
          MemorySegment in = filled(arena, bytes);
          MemorySegment out = arena.allocate(bytes, 64);
          Comparison found =
              Comparison.run(
                  "echo " + size + kind, scale, calls, client::call, () -> noop.echo(in, out));
          report.add(found, 0);
          report.addAtLeast(
              "  throughput of bare",
              1 / found.ratio(),
              String.format(
                  Locale.ROOT, "(ours %.2f GB/s each way)", bytes / found.subjectMedianNs()),
              kind.equals("unix") ? LARGE_BAR : 0);
          check(in, out);
        }
      }
    }
  }

  static String address(String kind, Path directory) {
    return kind.equals("unix") ? "unix://" + directory.resolve("agent.sock") : "tcp://127.0.0.1:0";
  }

  private static MemorySegment filled(Arena arena, int bytes) {
    MemorySegment segment = arena.allocate(bytes, 64);
    fill(segment);
    return segment;
  }

  private static void fill(MemorySegment segment) {
    for (int i = 0; i < segment.byteSize(); i++) {
      segment.set(ValueLayout.JAVA_BYTE, i, (byte) (i * 31 + (i >> 8)));
    }
  }

  private static void check(MemorySegment in, MemorySegment out) {
    if (in.mismatch(out) != -1) {
      throw new IllegalStateException("echo returned other bytes, first at " + in.mismatch(out));
    }
  }
}
