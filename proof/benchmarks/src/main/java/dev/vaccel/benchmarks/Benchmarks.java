package dev.vaccel.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Runs a benchmark by name: {@code Benchmarks NAME [--smoke]}. Figures go to standard output, raw
 * ones to a JSON file. Only prints whether promises hold; it asserts none of them.
 */
public final class Benchmarks {
  private final Scale scale;
  private final Path root;

  private Benchmarks(Scale scale, Path root) {
    this.scale = scale;
    this.root = root;
  }

  /** A benchmark. */
  @FunctionalInterface
  private interface Body {
    void run(Report report, Path directory) throws Exception;
  }

  /** Every benchmark by its name. */
  private Map<String, Body> all() {
    Map<String, Body> all = new LinkedHashMap<>();
    all.put("local-dispatch", (report, _) -> Jmh.localDispatch(report, scale));
    all.put("remote-noop", (report, _) -> Jmh.remoteNoop(report, scale));
    all.put("allocation", (report, directory) -> Allocation.run(report, scale, directory));
    all.put("round-trip", (report, directory) -> RoundTrip.small(report, scale, directory));
    all.put("shm", (report, directory) -> Rings.run(report, scale, directory));
    all.put("shm-bulk", (report, directory) -> Rings.bulk(report, scale, directory));
    all.put("shm-pipelined", (report, directory) -> Pipelined.run(report, scale, directory));
    all.put("bulk", (report, directory) -> RoundTrip.large(report, scale, directory));
    all.put("sgemm", (report, directory) -> Compute.sgemm(report, scale, directory));
    all.put("opencl-sgemm", (report, _) -> OpenclSgemm.run(report, scale));
    all.put("crypto", (report, directory) -> Ciphers.run(report, scale, directory));
    // Each in a process of its own, which would be warmer than the agent for the second.
    for (String model : new String[] {"squeezenet_fp16", "mobilenet_v1_025_224"}) {
      all.put(
          "classify-" + model.substring(0, model.indexOf('_')),
          (report, directory) -> Compute.classify(report, scale, directory, models(), model));
    }
    all.put("preprocess", (report, directory) -> Preprocess.run(report, scale, directory));
    all.put(
        "annotate",
        (report, _) -> Annotate.run(report, scale, models().resolve("images/kodim23.png")));
    all.put("sessions", (report, directory) -> Sessions.run(report, scale, directory));
    all.put(
        "sessions-classify",
        (report, directory) -> Sessions.classify(report, scale, directory, models()));
    all.put("tflite", (report, _) -> Tflite.run(report, scale, models()));
    all.put("frameworks", (report, _) -> Frameworks.run(report, scale, models()));
    all.put("peer-death", (report, directory) -> PeerDeath.run(report, scale, directory));
    all.put("vm", (report, directory) -> VirtualMachines.run(report, scale, directory, root));
    all.put(
        "vm-classify",
        (report, directory) ->
            GuestClassify.run(
                report,
                scale,
                directory,
                root,
                models().resolve("onnx/squeezenet_fp16.onnx"),
                models().resolve("images/banana_example.jpg")));
    all.put("idle-memory", (report, directory) -> IdleMemory.run(report, scale, directory));
    all.put("footprint", (report, directory) -> Footprint.run(report, scale, directory, root));
    return all;
  }

  private Path models() {
    return root.resolve("../shared/models").normalize();
  }

  /** Runs one benchmark and writes its figures into {@code results}. */
  static void run(String name, Scale scale, Path root, Path results) throws Exception {
    Body body = new Benchmarks(scale, root).all().get(name);
    if (body == null) {
      throw new IllegalArgumentException("benchmark '" + name + "': expected one of " + names());
    }
    Report report = new Report(name + System.getProperty("vaccel.benchmarks.placement", ""));
    Path directory = Files.createTempDirectory("vaccel-bench-");
    try {
      body.run(report, directory);
    } finally {
      delete(directory);
    }
    report.write(results);
  }

  private static void delete(Path directory) throws IOException {
    try (var files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }

  /** The names, in the order in which they are documented. */
  static Iterable<String> names() {
    return new Benchmarks(Scale.SMOKE, Path.of("")).all().keySet();
  }

  /** See the class. */
  public static void main(String[] arguments) throws Exception {
    Path root = Path.of(System.getProperty("vaccel.root", "")).toAbsolutePath();
    boolean smoke = arguments.length == 2 && arguments[1].equals("--smoke");
    if (arguments.length != 1 && !smoke) {
      System.err.println("usage: run NAME [--smoke], NAME one of " + names());
      System.exit(2);
    }
    run(
        arguments[0],
        smoke ? Scale.SMOKE : Scale.FULL,
        root,
        root.resolve("proof/benchmarks/target/results"));
  }
}
