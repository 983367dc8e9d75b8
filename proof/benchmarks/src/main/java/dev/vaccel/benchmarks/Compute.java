package dev.vaccel.benchmarks;

import dev.vaccel.api.BlasApi;
import dev.vaccel.api.ImageApi;
import dev.vaccel.api.Label;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Session;
import dev.vaccel.runtime.Vaccel;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Real operations in an agent, through shared memory, against the same ones in this process. */
final class Compute {
  private static final double CLASSIFY_BAR = 1.005;
  private static final double CLASSIFY_RATIO = 1.01;
  private static final double CLASSIFY_EXTRA_US = 300;

  private Compute() {}

  static void sgemm(Report report, Scale scale, Path directory) throws Exception {
    try (ChildProcess agent = AgentMain.start(RoundTrip.address("unix", directory), "blas");
        ChildProcess bare = BarePeer.start("unix", directory.resolve("bare.sock").toString());
        Session remote = Vaccel.connect(agent.firstLine);
        Session local = Vaccel.local()) {
      sgemm(report, scale, local, remote, 128, 400, 1.03);
      sgemm(report, scale, local, remote, 256, 100, 1.01);
      sgemm(report, scale, local, remote, 512, 40, 1.01);
      moved(report, scale, bare, local, 512, 40);
      sgemm(report, scale, local, remote, 1024, 10, 1.01);
      moved(report, scale, bare, local, 1024, 10);
    }
  }

  /** What bare channels would make of it: the local product, and two matrices there, one back. */
  private static void moved(
      Report report, Scale scale, ChildProcess bare, Session local, int n, int calls)
      throws Exception {
    BlasApi here = local.api(BlasApi.class);
    int bytes = 4 * n * n;
    try (Arena arena = Arena.ofConfined();
        BarePeer.Client client = new BarePeer.Client("unix", bare.firstLine, 2 * bytes, bytes)) {
      Matrices matrices = Matrices.of(n, arena);
      report.add(
          Comparison.run(
              "  n=" + n + " bare: local + moving",
              scale,
              calls,
              () -> matrices.multiply(here),
              () -> {
                matrices.multiply(here);
                client.call();
              }),
          0);
    }
  }

  private static void sgemm(
      Report report, Scale scale, Session local, Session remote, int n, int calls, double bar)
      throws Exception {
    BlasApi here = local.api(BlasApi.class);
    BlasApi there = remote.api(BlasApi.class);
    try (Arena arena = Arena.ofConfined()) {
      Matrices ours = Matrices.of(n, arena);
      Matrices shared = ours.copiedTo((bytes, _) -> remote.allocate(bytes));
      report.add(
          Comparison.run(
              "sgemm n=" + n + " unix",
              scale,
              calls,
              () -> ours.multiply(here),
              () -> shared.multiply(there)),
          bar);
      ours.requireSame(shared);
      Matrices sent = ours.copiedTo(arena);
      report.add(
          Comparison.run(
              "  n=" + n + " unix, memory not of the session",
              scale,
              calls,
              () -> ours.multiply(here),
              () -> sent.multiply(there)),
          0);
      ours.requireSame(sent);
    }
  }

  static void classify(Report report, Scale scale, Path directory, Path models, String model)
      throws Exception {
    Path file = models.resolve("onnx").resolve(model + ".onnx");
    Path photo = models.resolve("images/golden_retriever.jpg");
    if (!Files.isRegularFile(file) || !Files.isRegularFile(photo)) {
      report.skip("classify " + model, file + " or " + photo + " is not there");
      return;
    }
    try (ChildProcess agent = AgentMain.start(RoundTrip.address("unix", directory), "onnx,image");
        Session remote = Vaccel.connect(agent.firstLine);
        Session local = Vaccel.local();
        Arena arena = Arena.ofConfined()) {
      MemorySegment image = image(photo, arena);
      classify(report, scale, local, remote, file, image);
      ResourceId id = remote.register(file);
      ImageApi there = remote.api(ImageApi.class);
      // Two processes compile the same code differently, by up to 3 %: that is not the way there.
      report.add(
          Comparison.turns(
              "  against calls that the agent makes itself",
              scale,
              20,
              scale.calls(200),
              calls -> Samples.ofLine(agent.ask("classify " + file + " " + photo + " " + calls)),
              Comparison.times(() -> there.classify(id, image, 5))),
          CLASSIFY_BAR);
    }
  }

  private static MemorySegment image(Path photo, Arena arena) throws Exception {
    return arena.allocateFrom(ValueLayout.JAVA_BYTE, Files.readAllBytes(photo));
  }

  private static void classify(
      Report report, Scale scale, Session local, Session remote, Path model, MemorySegment image)
      throws Exception {
    ResourceId id = local.register(model);
    remote.register(model);
    ImageApi here = local.api(ImageApi.class);
    ImageApi there = remote.api(ImageApi.class);
    List<Label> expected = here.classify(id, image, 5);
    if (!expected.equals(there.classify(id, image, 5))) {
      throw new IllegalStateException("local and remote labels differ: " + expected);
    }
    Comparison found =
        Comparison.run(
            "classify " + model.getFileName() + " unix",
            scale,
            20,
            () -> here.classify(id, image, 5),
            () -> there.classify(id, image, 5));
    report.add(found, 0);
    double allowedUs = CLASSIFY_RATIO * found.baselineMedianNs() / 1e3 + CLASSIFY_EXTRA_US;
    report.addAtMost(
        "  remote median", found.subjectMedianNs() / 1e3, "us (1.01 x local + 300)", allowedUs);
  }
}
