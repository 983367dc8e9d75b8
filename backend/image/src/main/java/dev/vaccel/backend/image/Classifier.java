package dev.vaccel.backend.image;

import dev.vaccel.api.BackendException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.InvalidArgumentException;
import dev.vaccel.api.Label;
import dev.vaccel.api.ModelHandle;
import dev.vaccel.api.ModelInfo;
import dev.vaccel.api.NamedTensor;
import dev.vaccel.api.Tensor;
import dev.vaccel.api.TensorApi;
import dev.vaccel.api.TensorInfo;
import dev.vaccel.model.ModelBundle;
import dev.vaccel.model.ModelInput;
import dev.vaccel.model.ModelOutput;
import dev.vaccel.model.OutputKind;
import dev.vaccel.model.Task;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One loaded classifier with its buffers. One call at a time. */
final class Classifier {
  private final TensorApi tensors;
  private final ModelHandle model;
  private final List<String> labels;
  private final InputPlan plan;
  private final TensorWriter writer;
  private final Scaler scaler = new Scaler();
  private final String output;
  private final @Nullable OutputKind kind;
  private byte[] scaled = new byte[0];

  /**
   * Prepares a model that is loaded already.
   *
   * @throws InvalidArgumentException if the bundle does not fit the model
   */
  Classifier(TensorApi tensors, ModelHandle model, ModelBundle bundle) {
    this.tensors = tensors;
    this.model = model;
    this.labels = bundle.labels();
    Task task = bundle.description().task();
    if (!bundle.bare() && task != Task.CLASSIFY) {
      throw invalid("the bundle's task is " + task.bundleName() + ": expected classify");
    }
    ModelInfo info = tensors.describe(model);
    this.plan = InputPlan.of(bundle, info);
    this.writer = new TensorWriter(plan);
    List<ModelOutput> outputs = bundle.description().outputs();
    this.kind = outputs.isEmpty() ? null : outputs.getFirst().kind();
    String named = outputs.isEmpty() ? null : outputs.getFirst().name();
    List<String> names = info.outputs().stream().map(TensorInfo::name).toList();
    if (names.isEmpty() || (named != null && !names.contains(named))) {
      throw invalid("the bundle describes the output '" + named + "': the model has " + names);
    }
    this.output = named == null ? names.getFirst() : named;
  }

  ModelHandle model() {
    return model;
  }

  /** What it needs of a picture. */
  Enough enough() {
    return plan::isEnough;
  }

  List<Label> classify(Pixels picture, int topK) {
    Tensor input = writer.write(scaled(picture));
    Tensor result =
        tensors
            .run(model, List.of(new NamedTensor(plan.name(), input)), List.of(output))
            .getFirst()
            .tensor();
    float[] scores = Scores.read(output, result);
    if (!labels.isEmpty() && labels.size() != scores.length) {
      throw new BackendException(
          ErrorCode.MODEL_INVALID,
          "the bundle has "
              + labels.size()
              + " labels, but the model's output '"
              + output
              + "' has "
              + scores.length
              + " classes: expected one label for each");
    }
    Scores.normalise(scores, kind);
    return Scores.top(scores, topK, labels);
  }

  /** The picture in the model's size. */
  private Pixels scaled(Pixels picture) {
    ModelInput rule = plan.input();
    int width = plan.width();
    int height = plan.height();
    int bytes = width * height * picture.channels;
    if (scaled.length < bytes) {
      scaled = new byte[bytes];
    }
    Pixels target = new Pixels(width, height, picture.channels, picture.bgr, scaled);
    Part filled = Part.filled(rule.resize(), picture.width, picture.height, width, height);
    if (filled.width() < width || filled.height() < height) {
      Arrays.fill(scaled, 0, bytes, (byte) 0);
    }
    Part taken = Part.taken(rule.resize(), picture.width, picture.height, width, height);
    scaler.scale(picture, taken, target, filled, rule.filter());
    return target;
  }

  private static InvalidArgumentException invalid(String message) {
    return new InvalidArgumentException(ErrorCode.INVALID_ARGUMENT, message);
  }
}
