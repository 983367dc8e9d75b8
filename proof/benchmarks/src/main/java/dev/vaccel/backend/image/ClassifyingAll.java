package dev.vaccel.backend.image;

import dev.vaccel.api.Annotation;
import dev.vaccel.api.ElementType;
import dev.vaccel.api.ImageApi;
import dev.vaccel.api.Label;
import dev.vaccel.api.Labels;
import dev.vaccel.api.ModelHandle;
import dev.vaccel.api.ModelInfo;
import dev.vaccel.api.NamedTensor;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Shape;
import dev.vaccel.api.Tensor;
import dev.vaccel.api.TensorApi;
import dev.vaccel.api.TensorInfo;
import dev.vaccel.api.spi.BackendSession;
import dev.vaccel.api.spi.BackendSettings;
import dev.vaccel.api.spi.SessionContext;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The operation {@code classifyAll} with one picture, on a model f32[1,3,224,224] that takes no
 * time. Confined to one thread.
 */
public final class ClassifyingAll implements SessionContext, AutoCloseable {
  private static final ResourceId MODEL = new ResourceId("ab".repeat(32));

  private final Path bundle;
  private final Still tensors = new Still();
  private final BackendSession session;

  /** Makes {@code directory} a bundle. */
  public ClassifyingAll(Path directory) throws IOException {
    bundle = directory;
    Files.writeString(
        bundle.resolve("vaccel-model.json"),
        "{\"task\":\"classify\",\"format\":\"onnx\",\"model\":\"none.onnx\"}");
    session = new ImageBackendProvider().open(BackendSettings.NONE).openSession(this);
  }

  /** The tensor that the model was given of a picture, valid until the next call. */
  public MemorySegment run(Tensor picture) {
    Labels labels =
        session
            .api(ImageApi.class)
            .classifyAll(MODEL, List.of(picture), 1, Annotation.NONE)
            .getFirst();
    Label best = labels.items().getFirst();
    if (best.index() != 1) {
      throw new IllegalStateException("the best is " + best);
    }
    return tensors.seen;
  }

  @Override
  public Path resource(ResourceId id) {
    return bundle;
  }

  @Override
  public <T> T api(Class<T> api) {
    return api.cast(tensors);
  }

  @Override
  public long newHandle() {
    return 1;
  }

  @Override
  public void dropHandle(long handle) {}

  @Override
  public void close() {
    session.close();
  }

  /** Always the same answer. */
  private static final class Still implements TensorApi {
    private final List<NamedTensor> answer =
        List.of(new NamedTensor("y", Tensor.ofFloats(Shape.of(1, 3), 0.25f, 0.5f, 0.25f)));
    private MemorySegment seen = MemorySegment.ofArray(new float[0]);

    @Override
    public ModelHandle load(ResourceId model) {
      return new ModelHandle(1);
    }

    @Override
    public ModelInfo describe(ModelHandle model) {
      long side = Preprocessing.SIDE;
      return new ModelInfo(
          "none",
          "cpu:0",
          1,
          List.of(new TensorInfo("x", ElementType.F32, List.of(1L, 3L, side, side))),
          List.of(new TensorInfo("y", ElementType.F32, List.of(1L, 3L))));
    }

    @Override
    public List<NamedTensor> run(
        ModelHandle model, List<NamedTensor> inputs, List<String> outputs) {
      seen = inputs.getFirst().tensor().data();
      return answer;
    }

    @Override
    public void unload(ModelHandle model) {}
  }
}
