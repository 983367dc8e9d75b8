package dev.vaccel.models;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How a classifier did on fresh scenes.
 *
 * @param confusion row: true class; column: what the classifier said; value: how often
 */
record Evaluation(List<List<Integer>> confusion) {
  /** The stream of scenes that models are measured on; no training seed should equal it. */
  static final long TEST_SEED = 0x7e57_5eedL;

  /** Classifies the first {@code count} scenes of a stream. */
  static Evaluation of(Predictor model, long seed, int count) {
    int classes = Shape.classes().size();
    int[][] confusion = new int[classes][classes];
    float[] input = new float[ShapeModel.INPUT_SIZE];
    for (int i = 0; i < count; i++) {
      var scene = ShapeScenes.sample(seed, i);
      scene.image().toModelInput(input);
      float[] scores = model.predict(input).getOrDefault(ShapeModel.OUTPUT, new float[0]);
      confusion[scene.shape().classIndex()][Softmax.best(scores)]++;
    }
    return new Evaluation(
        Arrays.stream(confusion).map(row -> Arrays.stream(row).boxed().toList()).toList());
  }

  /** Scenes seen. */
  int count() {
    return confusion.stream().flatMap(List::stream).mapToInt(Integer::intValue).sum();
  }

  /** Share of scenes whose best class was the true one (top-1). */
  double accuracy() {
    int correct = 0;
    for (int i = 0; i < confusion.size(); i++) {
      correct += confusion.get(i).get(i);
    }
    return correct / (double) count();
  }

  /** The confusion matrix as text, one line per true class. */
  String table() {
    var text = new StringBuilder();
    for (var shape : Shape.classes()) {
      var row = confusion.get(shape.classIndex());
      int seen = row.stream().mapToInt(Integer::intValue).sum();
      double recall = 100.0 * row.get(shape.classIndex()) / Math.max(1, seen);
      text.append(String.format(Locale.ROOT, "%-10s %5.1f %%  ", shape.label(), recall));
      row.forEach(times -> text.append(String.format(Locale.ROOT, "%5d", times)));
      text.append('\n');
    }
    return text.toString();
  }
}
