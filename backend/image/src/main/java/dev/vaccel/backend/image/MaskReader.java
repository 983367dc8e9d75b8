package dev.vaccel.backend.image;

import dev.vaccel.api.BackendException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.model.Decoding;

/**
 * Class numbers of cells over the model's whole input, as pixels of one channel, from {@link
 * Decoding.ClassScores} or {@link Decoding.ClassMask}.
 */
final class MaskReader {
  /** What a byte can tell apart. */
  static final int MAX_CLASSES = 256;

  private MaskReader() {}

  static Pixels scores(Decoding.ClassScores decoding, Values scores, ClassNames names) {
    Planes planes = Planes.of(scores, decoding.layout(), names);
    int classes = planes.count();
    names.requireCount(classes == 1 ? 2 : classes, scores.name);
    if (classes > MAX_CLASSES) {
      throw scores.unfit("at most " + MAX_CLASSES + " classes, which a mask of bytes can tell");
    }
    byte[] mask = new byte[planes.width() * planes.height()];
    for (int cell = 0; cell < mask.length; cell++) {
      if (classes == 1) {
        float score = number(scores, planes.at(0, cell));
        mask[cell] = (byte) (score >= decoding.threshold() ? 1 : 0);
      } else {
        mask[cell] = (byte) best(scores, planes, cell);
      }
    }
    return new Pixels(planes.width(), planes.height(), 1, false, mask);
  }

  static Pixels classes(Values classes, ClassNames names) {
    int rank = classes.rank();
    boolean last = rank == 4 && classes.dim(3) == 1 && classes.dim(1) != 1;
    boolean first = rank == 4 && classes.dim(1) == 1 && !last;
    classes.require(
        (rank == 3 || first || last) && classes.dim(0) == 1, "[1,h,w], [1,1,h,w] or [1,h,w,1]");
    int height = classes.dim(first ? 2 : 1);
    int width = classes.dim(first ? 3 : 2);
    byte[] mask = new byte[width * height];
    for (int cell = 0; cell < mask.length; cell++) {
      float type = classes.numbers[cell];
      if (type != Math.rint(type) || !(type >= 0 && type < MAX_CLASSES)) {
        throw classes.wrong(cell, "a class from 0 to " + (MAX_CLASSES - 1));
      }
      names.requireKnown((int) type, classes.name);
      mask[cell] = (byte) type;
    }
    return new Pixels(width, height, 1, false, mask);
  }

  private static int best(Values scores, Planes planes, int cell) {
    int best = 0;
    float highest = number(scores, planes.at(0, cell));
    for (int c = 1; c < planes.count(); c++) {
      float score = number(scores, planes.at(c, cell));
      if (score > highest) {
        highest = score;
        best = c;
      }
    }
    return best;
  }

  private static float number(Values scores, int at) {
    float score = scores.numbers[at];
    if (Float.isNaN(score)) {
      throw new BackendException(
          ErrorCode.BACKEND_FAILED,
          "output '" + scores.name + "' is NaN at " + at + ": the model does not fit its input");
    }
    return score;
  }
}
