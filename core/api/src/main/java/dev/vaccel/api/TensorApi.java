package dev.vaccel.api;

import java.util.List;

/** Runs any model on tensors. Models belong to the session and are unloaded when it closes. */
@AcceleratorApi(id = 4, name = "tensor")
public interface TensorApi {
  /**
   * Loads a model.
   *
   * @param model a registered model file or bundle
   * @return handle for the other operations, valid in this session only
   */
  @Operation(code = 1)
  ModelHandle load(ResourceId model);

  /** What the model says of itself. */
  @Operation(code = 2, idempotent = true, cheap = true)
  ModelInfo describe(ModelHandle model);

  /**
   * Runs the model once.
   *
   * @param model a loaded model
   * @param inputs a value for each input of the model, in any order
   * @param outputs names of the outputs wanted, in the order wanted; empty: all of them
   * @return the outputs, backed by memory that the garbage collector frees
   */
  @Operation(code = 3, idempotent = true, inPlace = true)
  List<NamedTensor> run(ModelHandle model, List<NamedTensor> inputs, List<String> outputs);

  /** Releases the model; its handle is "not found" from now on. */
  @Operation(code = 4)
  void unload(ModelHandle model);
}
