package dev.vaccel.backend.tensor;

import dev.vaccel.api.NamedTensor;
import dev.vaccel.api.TensorInfo;
import java.util.List;
import java.util.Map;

/** A model that has a size and nothing else. */
record FakeModel(long bytes) implements LoadedModel {
  @Override
  public String name() {
    return "fake";
  }

  @Override
  public Map<String, TensorInfo> inputs() {
    return Map.of();
  }

  @Override
  public Map<String, TensorInfo> outputs() {
    return Map.of();
  }

  @Override
  public List<NamedTensor> run(List<NamedTensor> inputs, List<String> outputs) {
    return List.of();
  }

  @Override
  public void close() {}
}
