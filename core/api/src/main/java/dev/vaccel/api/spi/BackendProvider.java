package dev.vaccel.api.spi;

import dev.vaccel.api.UnsupportedException;

/** Entry point of a back end. Found by {@link java.util.ServiceLoader}. */
public interface BackendProvider {
  /** Name in the vocabulary, lower case: {@code onnx}. */
  String name();

  /** One line for listings: what it computes with. */
  String summary();

  /** Order among back ends that could take a call; higher comes first. */
  int preference();

  /** The operations that this back end has when it opens. */
  java.util.List<Capability> capabilities();

  /**
   * Probes for the framework or device and opens the back end.
   *
   * @throws UnsupportedException with the reason when what it needs is not there
   */
  Backend open(BackendSettings settings);
}
