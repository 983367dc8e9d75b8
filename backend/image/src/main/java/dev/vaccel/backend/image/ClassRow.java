package dev.vaccel.backend.image;

import dev.vaccel.model.Activation;

/** The best class among scores that lie at equal distances, without a background class. */
final class ClassRow {
  private final Activation activation;
  private final int background;
  private int type;
  private float score;

  ClassRow(Activation activation, int background) {
    this.activation = activation;
    this.background = background;
  }

  /** Number of classes that are things, of so many. */
  int things(int classes) {
    return background >= 0 && background < classes ? classes - 1 : classes;
  }

  /** Looks at {@code classes} scores from {@code at}; NaN wins, so that it is noticed. */
  void read(float[] scores, int at, int stride, int classes) {
    int best = -1;
    float highest = Float.NEGATIVE_INFINITY;
    for (int c = 0; c < classes; c++) {
      float value = scores[at + c * stride];
      if (Float.isNaN(value)) {
        highest = value;
        best = c;
        break;
      }
      if (c != background && (value > highest || best < 0)) {
        highest = value;
        best = c;
      }
    }
    type = background >= 0 && best > background ? best - 1 : best;
    score =
        switch (activation) {
          case NONE -> highest;
          case SIGMOID -> sigmoid(highest);
          case SOFTMAX -> softmax(scores, at, stride, classes, highest);
        };
  }

  /** The best class, background left out of the count. */
  int type() {
    return type;
  }

  float score() {
    return score;
  }

  static float sigmoid(float value) {
    return (float) (1 / (1 + Math.exp(-value)));
  }

  private static float softmax(float[] scores, int at, int stride, int classes, float value) {
    double sum = 0;
    for (int c = 0; c < classes; c++) {
      sum += Math.exp((double) scores[at + c * stride] - value);
    }
    return (float) (1 / sum);
  }
}
