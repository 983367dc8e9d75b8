package dev.vaccel.backend.image;

import dev.vaccel.model.Decoding;
import dev.vaccel.model.OutputKind;
import dev.vaccel.model.Selection;
import java.util.List;

/** {@link Decoding.Boxes}. */
record ScoredBoxes(Decoding.Boxes decoding) implements BoxDecoder {
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
    int rows = rows(boxes);
    int classes = classes(scores, rows);
    ClassRow row = new ClassRow(decoding.activation(), decoding.background());
    names.requireCount(row.things(classes), scores.name);
    for (int i = 0; i < rows; i++) {
      row.read(scores.numbers, i * classes, 1, classes);
      if (found.wanted(scores.name, row.score())) {
        BoxDecoder.add(
            found,
            boxes.name,
            row.type(),
            row.score(),
            decoding.format(),
            decoding.unit(),
            boxes.numbers,
            4 * i);
      }
    }
  }

  /** Number of boxes of four numbers each: [1,N,4], [1,N,1,4] or [N,4]. */
  static int rows(Values boxes) {
    int rank = boxes.rank();
    boxes.require(rank >= 2 && boxes.dim(rank - 1) == 4, "[1,N,4]");
    return boxes.numbers.length / 4;
  }

  /** Number of scores for each box: [1,N,C] or [N,C]. */
  static int classes(Values scores, int rows) {
    int rank = scores.rank();
    int classes = rank == 0 ? 0 : scores.dim(rank - 1);
    scores.require(
        rank >= 2 && (long) classes * rows == scores.numbers.length, "[1," + rows + ",C]");
    return classes;
  }
}
