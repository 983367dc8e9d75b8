package dev.vaccel.models;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * How a segmentation did on fresh landscapes.
 *
 * @param confusion row: true class; column: the model's; value: pixels
 */
record SegmentScore(List<List<Long>> confusion) {
  /** Measures on the first {@code count} scenes of a stream. */
  static SegmentScore of(Predictor model, long seed, int count) {
    long[][] confusion = new long[LandscapeModel.CLASSES][LandscapeModel.CLASSES];
    float[] input = new float[ShapeModel.INPUT_SIZE];
    for (int i = 0; i < count; i++) {
      var scene = LandscapeScenes.sample(seed, i);
      scene.image().toModelInput(input);
      float[] logits = model.predict(input).getOrDefault(LandscapeModel.LOGITS, new float[0]);
      for (int pixel = 0; pixel < LandscapeModel.PLANE; pixel++) {
        confusion[scene.classes()[pixel]][best(logits, pixel)]++;
      }
    }
    return new SegmentScore(
        Arrays.stream(confusion).map(row -> Arrays.stream(row).boxed().toList()).toList());
  }

  /** The class with the largest logit at a pixel. */
  static int best(float[] logits, int pixel) {
    int best = 0;
    for (int k = 1; k < LandscapeModel.CLASSES; k++) {
      if (logits[k * LandscapeModel.PLANE + pixel] > logits[best * LandscapeModel.PLANE + pixel]) {
        best = k;
      }
    }
    return best;
  }

  /** Share of the pixels whose class was right. */
  double accuracy() {
    long right = IntStream.range(0, confusion.size()).mapToLong(k -> confusion.get(k).get(k)).sum();
    return right / (double) confusion.stream().flatMap(List::stream).mapToLong(n -> n).sum();
  }

  /** Intersection over union of one class, all scenes together. */
  double overlap(int k) {
    long truth = confusion.get(k).stream().mapToLong(n -> n).sum();
    long said = confusion.stream().mapToLong(row -> row.get(k)).sum();
    long both = confusion.get(k).get(k);
    return both / (double) Math.max(1, truth + said - both);
  }

  /** Mean of all classes' {@link #overlap} (mIoU). */
  double meanOverlap() {
    return IntStream.range(0, confusion.size()).mapToDouble(this::overlap).average().orElse(0);
  }

  @Override
  public String toString() {
    var text = new StringBuilder();
    text.append(
        String.format(Locale.ROOT, "pixel-accuracy=%.4f mean-iou=%.4f", accuracy(), meanOverlap()));
    for (int k = 0; k < confusion.size(); k++) {
      text.append(String.format(Locale.ROOT, " %s=%.4f", Landscape.LABELS.get(k), overlap(k)));
    }
    return text.toString();
  }
}
