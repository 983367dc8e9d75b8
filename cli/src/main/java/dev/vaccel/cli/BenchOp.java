package dev.vaccel.cli;

import dev.vaccel.api.BlasApi;
import dev.vaccel.api.ImageApi;
import dev.vaccel.api.NoopApi;
import dev.vaccel.api.TensorApi;
import java.util.List;
import java.util.Locale;

/** What can be measured. */
@SuppressWarnings("ImmutableEnumChecker") // Its lists come from List.of.
enum BenchOp {
  /** A call without arguments: the path alone. */
  NOOP("calls/s", List.of(NoopApi.class), List.of("noop"), List.of("0")),
  /** Bytes there and back. */
  ECHO("MiB/s", List.of(NoopApi.class), List.of("noop"), List.of("64", "64K", "1M", "16M")),
  /** Product of square f32 matrices. */
  SGEMM("GFLOP/s", List.of(BlasApi.class), List.of("blas"), List.of("256", "512", "1024")),
  /** Product of square f64 matrices. */
  DGEMM("GFLOP/s", List.of(BlasApi.class), List.of("blas"), List.of("256", "512", "1024")),
  /** The most likely label of a picture. */
  CLASSIFY(
      "calls/s", List.of(ImageApi.class, TensorApi.class), List.of("image", "onnx"), List.of("0"));

  private final String unit;
  private final List<Class<?>> apis;
  private final List<String> backends;
  private final List<String> defaultSizes;

  BenchOp(String unit, List<Class<?>> apis, List<String> backends, List<String> defaultSizes) {
    this.unit = unit;
    this.apis = apis;
    this.backends = backends;
    this.defaultSizes = defaultSizes;
  }

  String lowerName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Unit of its throughput. */
  String unit() {
    return unit;
  }

  /** APIs that it uses. */
  List<Class<?>> apis() {
    return apis;
  }

  /** Back ends that an agent started for it opens. */
  List<String> backends() {
    return backends;
  }

  /** Bytes or rows, where none are given. */
  List<String> defaultSizes() {
    return defaultSizes;
  }

  /** Whether the baseline is a bare socket; else it is the same call in this process. */
  boolean isAgainstSocket() {
    return this == NOOP || this == ECHO;
  }
}
