package dev.vaccel.backend.image;

import dev.vaccel.model.Decoding;
import dev.vaccel.model.OutputKind;
import dev.vaccel.model.Selection;
import java.util.List;

/** {@link Decoding.PostProcessed}. */
record PostProcessedBoxes(Decoding.PostProcessed decoding) implements BoxDecoder {
  @Override
  public List<OutputKind> kinds() {
    return List.of(OutputKind.BOXES, OutputKind.CLASSES, OutputKind.SCORES, OutputKind.COUNT);
  }

  @Override
  public Selection selection() {
    return decoding.selection();
  }

  @Override
  public void decode(List<Values> outputs, ClassNames names, Candidates found) {
    Values boxes = outputs.get(0);
    Values classes = outputs.get(1);
    Values scores = outputs.get(2);
    int rows = scores.numbers.length;
    if (boxes.numbers.length != 4L * rows) {
      throw boxes.unfit("[1," + rows + ",4] for " + rows + " scores");
    }
    if (classes.numbers.length != rows) {
      throw classes.unfit("[1," + rows + "] for " + rows + " scores");
    }
    int count = outputs.size() > 3 ? count(outputs.get(3), rows) : rows;
    for (int i = 0; i < count; i++) {
      float score = scores.numbers[i];
      if (!found.wanted(scores.name, score)) {
        continue;
      }
      float type = classes.numbers[i];
      if (type != Math.rint(type)) {
        throw classes.wrong(i, "the whole number of a class");
      }
      names.requireKnown((int) type, classes.name);
      BoxDecoder.add(
          found,
          boxes.name,
          (int) type,
          score,
          decoding.format(),
          decoding.unit(),
          boxes.numbers,
          4 * i);
    }
  }

  private static int count(Values count, int rows) {
    count.require(count.numbers.length == 1, "one number, of boxes");
    float said = count.numbers[0];
    if (!(said >= 0 && said <= rows)) {
      throw count.wrong(0, "0 to " + rows + " boxes");
    }
    return (int) said;
  }
}
