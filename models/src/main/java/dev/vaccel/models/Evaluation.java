package dev.vaccel.models;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToIntFunction;

/**
 * How a classifier did on fresh samples.
 *
 * @param labels of the classes
 * @param confusion row: true class; column: what the classifier said; value: how often
 */
record Evaluation(List<String> labels, List<List<Integer>> confusion) {
  /** The stream of scenes that models are measured on; no training seed should equal it. */
  static final long TEST_SEED = 0x7e57_5eedL;

  /** Writes a sample of a stream as a model's input, and says its class. */
  private interface Samples {
    int draw(long seed, long index, float[] input);
  }

  /** Classifies the first {@code count} scenes of a stream of {@link ShapeScenes}. */
  static Evaluation of(Predictor model, long seed, int count) {
    Samples scenes =
        (stream, index, input) -> {
          var scene = ShapeScenes.sample(stream, index);
          scene.image().toModelInput(input);
          return scene.shape().classIndex();
        };
    var said = classifier(model, ShapeModel.OUTPUT);
    return of(said, ShapeModel.labels(), new float[ShapeModel.INPUT_SIZE], scenes, seed, count);
  }

  /** Classifies the first {@code count} texts of a stream of {@link Texts}. */
  static Evaluation ofTexts(Predictor model, long seed, int count) {
    Samples texts =
        (stream, index, input) -> {
          var sample = Texts.sample(stream, index);
          TextModel.toModelInput(sample.text(), input);
          return sample.kind().classIndex();
        };
    var said = classifier(model, TextModel.OUTPUT);
    return of(said, TextKind.labels(), new float[TextModel.LENGTH], texts, seed, count);
  }

  private static ToIntFunction<float[]> classifier(Predictor model, String output) {
    return input -> Softmax.best(model.predict(input).getOrDefault(output, new float[0]));
  }

  private static Evaluation of(
      ToIntFunction<float[]> classifier,
      List<String> labels,
      float[] input,
      Samples samples,
      long seed,
      int count) {
    int[][] confusion = new int[labels.size()][labels.size()];
    for (int i = 0; i < count; i++) {
      int truth = samples.draw(seed, i, input);
      confusion[truth][classifier.applyAsInt(input)]++;
    }
    return new Evaluation(
        labels, Arrays.stream(confusion).map(row -> Arrays.stream(row).boxed().toList()).toList());
  }

  /** Samples seen. */
  int count() {
    return confusion.stream().flatMap(List::stream).mapToInt(Integer::intValue).sum();
  }

  /** Share of samples whose best class was the true one (top-1). */
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
    for (int i = 0; i < labels.size(); i++) {
      var row = confusion.get(i);
      int seen = row.stream().mapToInt(Integer::intValue).sum();
      double recall = 100.0 * row.get(i) / Math.max(1, seen);
      text.append(String.format(Locale.ROOT, "%-10s %5.1f %%  ", labels.get(i), recall));
      row.forEach(times -> text.append(String.format(Locale.ROOT, "%5d", times)));
      text.append('\n');
    }
    return text.toString();
  }
}
