package dev.vaccel.backend.image;

import dev.vaccel.api.BackendException;
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
import dev.vaccel.api.spi.Backend;
import dev.vaccel.api.spi.BackendSession;
import dev.vaccel.api.spi.Device;
import dev.vaccel.api.spi.SessionContext;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A model that takes gray pictures and answers with fixed scores, or what it was told. */
final class FakeTensors implements TensorApi, Backend, BackendSession {
  final Set<Long> loaded = new HashSet<>();
  int loads;
  int runs;
  float[] scores = {0.5f, 0.25f, 0.25f};
  long batch = 1;
  long width = 2;
  long height = 2;

  /** More in one run fail. */
  int mostAtOnce = Integer.MAX_VALUE;

  @Nullable Tensor answer;

  /** Makes the answer of the picture, from -1 to 1. */
  @Nullable Function<float[], Tensor> look;

  /** The last run's input. */
  float[] seen = {};

  @Nullable BackendException failure;

  void answer(Shape shape, float... numbers) {
    answer = Tensor.ofFloats(shape, numbers);
  }

  @Override
  public String version() {
    return "1";
  }

  @Override
  public List<Device> devices() {
    return List.of(Device.CPU);
  }

  @Override
  public BackendSession openSession(SessionContext context) {
    return this;
  }

  @Override
  public <T> T api(Class<T> api) {
    return api.cast(this);
  }

  @Override
  public void close() {}

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
        List.of(new TensorInfo("x", ElementType.F32, List.of(batch, 1L, height, width))),
        List.of(new TensorInfo("y", ElementType.F32, List.of(batch, -1L))));
  }

  @Override
  public List<NamedTensor> run(ModelHandle model, List<NamedTensor> inputs, List<String> outputs) {
    require(model);
    runs++;
    seen = inputs.getFirst().tensor().floats();
    int count = (int) inputs.getFirst().tensor().shape().dim(0);
    if (failure != null) {
      throw failure;
    }
    if (count > mostAtOnce) {
      throw new BackendException(ErrorCode.BACKEND_FAILED, count + " are too many");
    }
    if (look != null) {
      return List.of(new NamedTensor("y", look.apply(seen)));
    }
    if (answer != null) {
      return List.of(new NamedTensor("y", answer));
    }
    if (count > 1) {
      // The best class of each picture is its position.
      float[] all = new float[3 * count];
      for (int i = 0; i < count; i++) {
        all[3 * i + i % 3] = 1;
      }
      return List.of(new NamedTensor("y", Tensor.ofFloats(Shape.of(count, 3), all)));
    }
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
