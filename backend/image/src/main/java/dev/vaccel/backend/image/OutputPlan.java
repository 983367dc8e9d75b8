package dev.vaccel.backend.image;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.InvalidArgumentException;
import dev.vaccel.api.ModelInfo;
import dev.vaccel.api.NamedTensor;
import dev.vaccel.api.Tensor;
import dev.vaccel.api.TensorInfo;
import dev.vaccel.model.ModelOutput;
import dev.vaccel.model.OutputKind;
import dev.vaccel.model.Quantization;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which outputs of a model make the answer.
 *
 * @param outputs in the order in which they are read
 */
record OutputPlan(List<Output> outputs) {
  private static final String POST_PROCESS = "TFLite_Detection_PostProcess";

  /** One output, by the model's own name. */
  record Output(String name, @Nullable Quantization quantization) {}

  List<String> names() {
    return outputs.stream().map(Output::name).toList();
  }

  /** The numbers of a picture's outputs, given in the order of {@link #names}. */
  List<Values> values(List<Tensor> tensors) {
    List<Values> values = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      Output output = outputs.get(i);
      values.add(Values.of(output.name(), tensors.get(i), output.quantization()));
    }
    return values;
  }

  /** The tensors of a run by name, in the order of {@link #names}. */
  List<Tensor> sorted(List<NamedTensor> results) {
    List<Tensor> tensors = new ArrayList<>();
    for (Output output : outputs) {
      tensors.add(
          results.stream()
              .filter(result -> result.name().equals(output.name()))
              .findFirst()
              .orElseThrow(() -> invalid("the model did not answer its '" + output.name() + "'"))
              .tensor());
    }
    return tensors;
  }

  /**
   * The one output of a task that needs one: the first that the bundle describes, else the model's
   * only one.
   */
  static OutputPlan single(List<ModelOutput> described, ModelInfo model) {
    if (described.isEmpty() && model.outputs().size() != 1) {
      throw invalid(
          "the model has the outputs " + names(model) + ": say in the bundle which one it is");
    }
    return first(described, model);
  }

  /** The first output that the bundle describes, else the model's first. */
  static OutputPlan first(List<ModelOutput> described, ModelInfo model) {
    return new OutputPlan(List.of(output(described, 0, model)));
  }

  /**
   * One output for each kind: that which the bundle says has it, else by name or position. {@link
   * OutputKind#COUNT} may be missing.
   */
  static OutputPlan of(List<OutputKind> kinds, List<ModelOutput> described, ModelInfo model) {
    List<Output> outputs = new ArrayList<>();
    for (OutputKind kind : kinds) {
      Output found = described(kind, described, model);
      if (found == null && described.stream().allMatch(output -> output.kind() == null)) {
        found = guessed(kind, described, model);
      }
      if (found == null && kind != OutputKind.COUNT) {
        throw invalid(
            "the model has the outputs "
                + names(model)
                + ": say in the bundle which one is of kind "
                + kind.bundleName());
      }
      if (found != null) {
        outputs.add(found);
      }
    }
    return new OutputPlan(List.copyOf(outputs));
  }

  private static @Nullable Output described(
      OutputKind kind, List<ModelOutput> described, ModelInfo model) {
    for (int i = 0; i < described.size(); i++) {
      if (described.get(i).kind() == kind) {
        return output(described, i, model);
      }
    }
    return null;
  }

  private static @Nullable Output guessed(
      OutputKind kind, List<ModelOutput> described, ModelInfo model) {
    List<TensorInfo> all = model.outputs();
    String word =
        switch (kind) {
          case BOXES -> "box";
          case SCORES -> "score";
          case CLASSES -> "class";
          case COUNT -> "count";
          case PROBABILITIES, LOGITS -> kind.bundleName();
        };
    boolean numbered = all.size() == 4 && all.getFirst().name().startsWith(POST_PROCESS);
    int position =
        switch (kind) {
          case BOXES -> 0;
          case CLASSES -> 1;
          case SCORES -> 2;
          case COUNT -> 3;
          case PROBABILITIES, LOGITS -> -1;
        };
    for (int i = 0; i < all.size(); i++) {
      String name = all.get(i).name();
      if (numbered ? i == position : name.toLowerCase(Locale.ROOT).contains(word)) {
        return new Output(name, quantization(described, name));
      }
    }
    return null;
  }

  private static Output output(List<ModelOutput> described, int index, ModelInfo model) {
    List<String> names = names(model);
    String named = described.isEmpty() ? null : described.get(index).name();
    if (named != null ? !names.contains(named) : index >= names.size()) {
      throw invalid(
          "the bundle describes the output '"
              + (named == null ? String.valueOf(index) : named)
              + "': the model has "
              + names);
    }
    return new Output(
        named == null ? names.get(index) : named,
        described.isEmpty() ? null : described.get(index).quantization());
  }

  private static @Nullable Quantization quantization(List<ModelOutput> described, String name) {
    for (ModelOutput output : described) {
      if (name.equals(output.name())) {
        return output.quantization();
      }
    }
    return null;
  }

  private static List<String> names(ModelInfo model) {
    return model.outputs().stream().map(TensorInfo::name).toList();
  }

  private static InvalidArgumentException invalid(String message) {
    return new InvalidArgumentException(ErrorCode.INVALID_ARGUMENT, message);
  }
}
