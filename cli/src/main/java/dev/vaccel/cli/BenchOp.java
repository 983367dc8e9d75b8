package dev.vaccel.cli;

import dev.vaccel.api.BlasApi;
import dev.vaccel.api.ImageApi;
import dev.vaccel.api.NoopApi;
import dev.vaccel.api.TensorApi;
import dev.vaccel.api.crypto.CryptoApi;
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
  /** AES-256-CBC of a chunk. */
  AES("MiB/s", List.of(CryptoApi.class), List.of("crypto"), List.of("1K", "64K", "1M")),
  /** The most likely label of a picture. */
  CLASSIFY(
      "calls/s",
      List.of(ImageApi.class, TensorApi.class),
      List.of("image", "onnx", "tflite", "tensorflow", "pytorch"),
      List.of("0")),
  /** Tensors through a model, whichever framework runs it. */
  INFER(
      "calls/s",
      List.of(TensorApi.class),
      List.of("onnx", "tflite", "tensorflow", "pytorch"),
      List.of("0"));

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

  /** Whether it has a size that a caller chooses. */
  boolean hasSizes() {
    return !defaultSizes.equals(List.of("0"));
  }

  /** Whether it needs a model. */
  boolean hasModel() {
    return this == CLASSIFY || this == INFER;
  }

  /** Whether the baseline is a bare socket; else it is the same call in this process. */
  boolean isAgainstSocket() {
    return this == NOOP || this == ECHO;
  }
}
