package dev.vaccel.backend.image;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.InvalidArgumentException;
import dev.vaccel.api.ModelHandle;
import dev.vaccel.api.ModelInfo;
import dev.vaccel.api.TensorApi;
import dev.vaccel.api.TensorInfo;
import dev.vaccel.model.Decoding;
import dev.vaccel.model.ModelBundle;
import dev.vaccel.model.ModelOutput;
import dev.vaccel.model.ResizeRule;
import dev.vaccel.model.Task;
import java.util.List;
import java.util.Objects;

/** What is known of a model while it is made ready for its task. */
record Loading(
    TensorApi tensors, ModelHandle handle, ModelBundle bundle, ModelInfo info, InputPlan input) {
  Decoding decoding(Task task) {
    return GuessedDecoding.of(
        bundle.description().decoding(), task, bundle.labels().size(), outputs());
  }

  /** Those that the bundle names, or all. */
  private List<TensorInfo> outputs() {
    List<String> named =
        described().stream().map(ModelOutput::name).filter(Objects::nonNull).toList();
    return named.isEmpty()
        ? info.outputs()
        : info.outputs().stream().filter(output -> named.contains(output.name())).toList();
  }

  List<ModelOutput> described() {
    return bundle.description().outputs();
  }

  /** The model with its one output. */
  PictureModel model() {
    return model(OutputPlan.single(described(), info));
  }

  PictureModel model(OutputPlan outputs) {
    return new PictureModel(tensors, handle, info, input, outputs);
  }

  ClassNames names(String word) {
    return new ClassNames(bundle.labels(), word);
  }

  /** A map covers the whole picture: none of it may be cut off before. */
  void requireWhole(Task task) {
    if (input.input().resize() == ResizeRule.CROP) {
      throw new InvalidArgumentException(
          ErrorCode.INVALID_ARGUMENT,
          "the bundle's resize is crop, but "
              + task.bundleName()
              + " answers for the whole picture: expected stretch or letterbox");
    }
  }
}
