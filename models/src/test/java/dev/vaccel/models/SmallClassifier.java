package dev.vaccel.models;

import java.util.List;

/** A network of the shipped classifier's kind, small enough to look at. */
final class SmallClassifier {
  static final Network NETWORK =
      new Network.Builder(new FeatureShape(3, 8, 8))
          .convolution(4, 2)
          .rectifier()
          .convolution(5, 1)
          .rectifier()
          .pointwise(6, 0)
          .rectifier()
          .globalAverage()
          .dense(2)
          .build();

  static final List<Head> HEADS = List.of(new Head("probabilities", 0, 2, Activation.SOFTMAX));

  private SmallClassifier() {}

  static List<Parameters> parameters() {
    return NETWORK.initialParameters(1);
  }

  static Classifier classifier() {
    return Classifier.of(NETWORK, parameters(), HEADS);
  }

  /** Of the first convolution: filter 2, plane 1, row 0, column 2. */
  static float oneWeight() {
    return parameters().getFirst().weights()[(1 * 9 + 2) * 4 + 2];
  }
}
