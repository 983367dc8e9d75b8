package dev.vaccel.model;

/**
 * Which boxes of a detector count.
 *
 * @param minScore lowest score, 0 to 1
 * @param iou two boxes of one class whose intersection is more than this share of their union are
 *     one thing, that of the higher score; 1: nothing is left out
 */
public record Selection(float minScore, float iou) {
  /** For detectors that say nothing. */
  public static final Selection DEFAULT = new Selection(0.25f, 0.45f);

  /** For detectors that have left out doubles themselves. */
  public static final Selection SELECTED = new Selection(0.25f, 1);

  /** Checks the numbers. */
  public Selection {
    ModelInput.check("minScore", minScore >= 0 && minScore <= 1, minScore, "0 to 1");
    ModelInput.check("iou", iou >= 0 && iou <= 1, iou, "0 to 1");
  }
}
