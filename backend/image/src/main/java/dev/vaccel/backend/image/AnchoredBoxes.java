package dev.vaccel.backend.image;

import dev.vaccel.model.AnchorBoxes;
import dev.vaccel.model.Decoding;
import dev.vaccel.model.OutputKind;
import dev.vaccel.model.Selection;
import java.util.List;

/** {@link Decoding.Anchored}. */
final class AnchoredBoxes implements BoxDecoder {
  private final Decoding.Anchored decoding;
  // Centre down, centre across, height, width of each.
  private final float[] anchors;

  AnchoredBoxes(Decoding.Anchored decoding, AnchorBoxes file) {
    this.decoding = decoding;
    this.anchors = decoding.grid() == null ? file.numbers() : GridAnchors.of(decoding.grid());
  }

  @Override
  public List<OutputKind> kinds() {
    return List.of(OutputKind.BOXES, OutputKind.SCORES);
  }

  @Override
  public Selection selection() {
    return decoding.selection();
  }

  @Override
  public void decode(List<Values> outputs, ClassNames names, Candidates found) {
    Values boxes = outputs.get(0);
    Values scores = outputs.get(1);
    int rows = ScoredBoxes.rows(boxes);
    if (4 * rows != anchors.length) {
      throw boxes.unfit(
          "[1," + anchors.length / 4 + ",4], as many boxes as the bundle has anchors");
    }
    int classes = ScoredBoxes.classes(scores, rows);
    ClassRow row = new ClassRow(decoding.activation(), decoding.background());
    names.requireCount(row.things(classes), scores.name);
    int first = decoding.format().downFirst() ? 0 : 1;
    int second = 1 - first;
    for (int i = 0; i < rows; i++) {
      row.read(scores.numbers, i * classes, 1, classes);
      if (found.wanted(scores.name, row.score())) {
        float[] n = boxes.numbers;
        int at = 4 * i;
        found.add(
            boxes.name,
            row.type(),
            row.score(),
            decoding.format(),
            placed(n[at], at + first),
            placed(n[at + 1], at + second),
            sized(n[at + 2], at + 2 + first),
            sized(n[at + 3], at + 2 + second));
      }
    }
  }

  /** The size of an axis lies two numbers behind its centre. */
  private float placed(float distance, int anchor) {
    return distance / decoding.centreScale() * anchors[anchor + 2] + anchors[anchor];
  }

  private float sized(float logarithm, int anchor) {
    return (float) Math.exp(logarithm / decoding.sizeScale()) * anchors[anchor];
  }
}
