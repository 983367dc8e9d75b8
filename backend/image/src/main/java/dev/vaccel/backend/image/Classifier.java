package dev.vaccel.backend.image;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.InvalidArgumentException;
import dev.vaccel.api.Label;
import dev.vaccel.api.Tensor;
import dev.vaccel.model.ModelOutput;
import dev.vaccel.model.OutputKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Answers with labels. */
record Classifier(PictureModel model, ClassNames names, @Nullable OutputKind kind)
    implements Answerer {
  static Classifier of(Loading loading) {
    List<ModelOutput> described = loading.described();
    OutputKind kind = described.isEmpty() ? null : described.getFirst().kind();
    if (kind != null && kind != OutputKind.PROBABILITIES && kind != OutputKind.LOGITS) {
      throw new InvalidArgumentException(
          ErrorCode.INVALID_ARGUMENT,
          "the bundle says kind "
              + kind.bundleName()
              + " of a classifier's output: expected probabilities or logits");
    }
    return new Classifier(
        loading.model(OutputPlan.first(described, loading.info())), loading.names("class"), kind);
  }

  List<Label> answer(List<Tensor> outputs, int topK) {
    OutputPlan.Output output = model.outputs().outputs().getFirst();
    float[] scores = Scores.read(output.name(), outputs.getFirst(), output.quantization());
    names.requireCount(scores.length, output.name());
    Scores.normalise(scores, kind);
    return Scores.top(scores, topK, names.labels());
  }
}
