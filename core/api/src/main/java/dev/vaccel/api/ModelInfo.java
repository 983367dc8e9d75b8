package dev.vaccel.api;

import java.util.List;

/**
 * What a loaded model says of itself.
 *
 * @param backend name of the back end that runs it
 * @param device device it runs on, such as {@code cpu:0}
 * @param bytes size of the model's files
 * @param inputs its inputs, in the model's order
 * @param outputs its outputs, in the model's order
 */
public record ModelInfo(
    String backend, String device, long bytes, List<TensorInfo> inputs, List<TensorInfo> outputs) {
  /** Copies the lists. */
  public ModelInfo {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }
}
