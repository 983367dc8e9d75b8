package dev.vaccel.backend.image;

import dev.vaccel.api.BackendException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.model.BoxFormat;
import dev.vaccel.model.Selection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The boxes of one picture, collected by score and thinned out. A model that finds something
 * everywhere costs no more than {@link #MOST} boxes.
 */
final class Candidates {
  /** Boxes that are compared; those of lower score are forgotten. */
  static final int MOST = 4096;

  /** How far above 1 rounding in f16 may lift a score. */
  private static final float SCORE_TOLERANCE = 0.01f;

  private final float minScore;
  private final double iou;
  private final int inputWidth;
  private final int inputHeight;

  // Worst first; of equal scores the first found is the better one.
  private final PriorityQueue<Entry> best =
      new PriorityQueue<>(
          Comparator.<Entry>comparingDouble(entry -> entry.box().score())
              .thenComparing(Comparator.comparingInt(Entry::order).reversed()));
  private int seen;

  private record Entry(Box box, int order) {}

  /**
   * For one picture.
   *
   * @param minScore lowest score wanted by the caller
   * @param selection what the bundle wants
   */
  Candidates(Selection selection, float minScore, int inputWidth, int inputHeight) {
    this.minScore = Math.max(selection.minScore(), minScore);
    this.iou = selection.iou();
    this.inputWidth = inputWidth;
    this.inputHeight = inputHeight;
  }

  /** Whether a box of this score counts. NaN and what is no score is an error. */
  boolean wanted(String output, float score) {
    if (!(score <= 1 + SCORE_TOLERANCE)) {
      throw new BackendException(
          ErrorCode.BACKEND_FAILED,
          "output '"
              + output
              + "' gives a box the score "
              + score
              + ": expected at most 1; the bundle's input, activation or quantization does not fit"
              + " the model");
    }
    return score >= minScore;
  }

  /**
   * Adds a box.
   *
   * @param format order of the numbers, fractions of the input
   */
  void add(
      String output, int type, float score, BoxFormat format, float a, float b, float c, float d) {
    if (!wanted(output, score)) {
      return;
    }
    float x1 = format.downFirst() ? b : a;
    float y1 = format.downFirst() ? a : b;
    float x2 = format.downFirst() ? d : c;
    float y2 = format.downFirst() ? c : d;
    if (format.centred()) {
      float width = x2;
      float height = y2;
      x2 = x1 + width / 2;
      y2 = y1 + height / 2;
      x1 -= width / 2;
      y1 -= height / 2;
    }
    if (!Float.isFinite(x1 + y1 + x2 + y2)) {
      throw new BackendException(
          ErrorCode.BACKEND_FAILED,
          "output '" + output + "' has a box that is no finite number; the model does not fit");
    }
    boolean outside = x1 >= 1 || y1 >= 1 || x2 <= 0 || y2 <= 0;
    if (outside || x2 <= x1 || y2 <= y1) {
      return;
    }
    Entry entry = new Entry(new Box(type, Math.min(score, 1), x1, y1, x2, y2), seen++);
    if (best.size() < MOST) {
      best.add(entry);
    } else if (score > best.element().box().score()) {
      best.remove();
      best.add(entry);
    }
  }

  /** Adds a box whose numbers are pixels of the input. */
  void addPixels(
      String output, int type, float score, BoxFormat format, float a, float b, float c, float d) {
    float first = format.downFirst() ? inputHeight : inputWidth;
    float second = format.downFirst() ? inputWidth : inputHeight;
    add(output, type, score, format, a / first, b / second, c / first, d / second);
  }

  /** At most {@code limit} boxes by falling score, without doubles within a class. */
  List<Box> chosen(int limit) {
    List<Box> falling = new ArrayList<>();
    while (!best.isEmpty()) {
      falling.add(best.remove().box());
    }
    List<Box> chosen = new ArrayList<>();
    for (Box box : falling.reversed()) {
      if (chosen.size() == limit) {
        break;
      }
      boolean isDouble =
          chosen.stream().anyMatch(kept -> kept.type() == box.type() && kept.iou(box) > iou);
      if (!isDouble) {
        chosen.add(box);
      }
    }
    return chosen;
  }
}
