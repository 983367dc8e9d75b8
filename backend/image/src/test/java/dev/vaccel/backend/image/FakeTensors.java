package dev.vaccel.backend.image;

import dev.vaccel.api.ElementType;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ModelHandle;
import dev.vaccel.api.ModelInfo;
import dev.vaccel.api.NamedTensor;
import dev.vaccel.api.ResourceException;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Shape;
import dev.vaccel.api.Tensor;
import dev.vaccel.api.TensorApi;
import dev.vaccel.api.TensorInfo;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A model that takes 2x2 gray pictures and answers with fixed scores. */
final class FakeTensors implements TensorApi {
  final Set<Long> loaded = new HashSet<>();
  int loads;
  int runs;
  float[] scores = {0.5f, 0.25f, 0.25f};

  @Override
  public ModelHandle load(ResourceId model) {
    loads++;
    loaded.add((long) loads);
    return new ModelHandle(loads);
  }

  @Override
  public ModelInfo describe(ModelHandle model) {
    require(model);
    return new ModelInfo(
        "fake",
        "cpu:0",
        1,
        List.of(new TensorInfo("x", ElementType.F32, List.of(1L, 1L, 2L, 2L))),
        List.of(new TensorInfo("y", ElementType.F32, List.of(1L, -1L))));
  }

  @Override
  public List<NamedTensor> run(ModelHandle model, List<NamedTensor> inputs, List<String> outputs) {
    require(model);
    runs++;
    return List.of(new NamedTensor("y", Tensor.ofFloats(Shape.of(1, scores.length), scores)));
  }

  @Override
  public void unload(ModelHandle model) {
    require(model);
    loaded.remove(model.value());
  }

  private void require(ModelHandle model) {
    if (!loaded.contains(model.value())) {
      throw new ResourceException(ErrorCode.NOT_FOUND, "handle " + model.value());
    }
  }
}
