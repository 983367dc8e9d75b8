package dev.vaccel.backend.tensor;

import dev.vaccel.api.NamedTensor;
import dev.vaccel.api.TensorInfo;
import java.util.List;
import java.util.Map;

/**
 * A model in a framework's memory, shared by every session that loaded the same content.
 * Thread-safe: {@link #run} may be called from several threads at once; a framework that cannot
 * makes them wait.
 */
public interface LoadedModel extends AutoCloseable {
  /** For messages: {@code model 1234abcd}. */
  String name();

  /** Size of its files, about what the weights take. */
  long bytes();

  /** By name, in the model's order. A dimension below 0 may have any size. */
  Map<String, TensorInfo> inputs();

  /** By name, in the model's order. A dimension below 0 is known after a run. */
  Map<String, TensorInfo> outputs();

  /**
   * Runs the model once.
   *
   * @param inputs one for each input of the model; names, types and shapes fit {@link #inputs()}
   * @param outputs names of outputs of the model, each once
   * @return the outputs in that order, in memory that no later run touches
   */
  List<NamedTensor> run(List<NamedTensor> inputs, List<String> outputs);

  /** Frees the model; no run is going on. Idempotent. */
  @Override
  void close();
}
