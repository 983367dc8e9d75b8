package dev.vaccel.backend.image;

import dev.vaccel.model.Activation;
import dev.vaccel.model.BoxFormat;
import dev.vaccel.model.Decoding;
import dev.vaccel.model.OutputKind;
import dev.vaccel.model.Selection;
import java.util.List;

/** {@link Decoding.Centres}. */
record CentreGrid(Decoding.Centres decoding) implements BoxDecoder {
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
    scores.require(scores.rank() == 4 && scores.dim(0) == 1, "[1,C,h,w]");
    int classes = scores.dim(1);
    int height = scores.dim(2);
    int width = scores.dim(3);
    int cells = height * width;
    names.requireCount(classes, scores.name);
    if (boxes.rank() != 4 || boxes.dim(1) != 4 || boxes.numbers.length != 4L * cells) {
      throw boxes.unfit("[1,4," + height + "," + width + "]");
    }
    if (decoding.activation() == Activation.SIGMOID) {
      for (int i = 0; i < scores.numbers.length; i++) {
        scores.numbers[i] = ClassRow.sigmoid(scores.numbers[i]);
      }
    }
    float[] box = boxes.numbers;
    for (int c = 0; c < classes; c++) {
      for (int cell = 0; cell < cells; cell++) {
        float score = scores.numbers[c * cells + cell];
        int x = cell % width;
        int y = cell / width;
        if (found.wanted(scores.name, score)
            && isPeak(scores.numbers, c * cells, x, y, width, height)) {
          found.add(
              boxes.name,
              c,
              score,
              BoxFormat.CXCYWH,
              (x + 0.5f + box[cell]) / width,
              (y + 0.5f + box[cells + cell]) / height,
              box[2 * cells + cell],
              box[3 * cells + cell]);
        }
      }
    }
  }

  /** Whether no neighbour is higher. */
  private static boolean isPeak(float[] map, int start, int x, int y, int width, int height) {
    float centre = map[start + y * width + x];
    for (int row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row++) {
      for (int column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column++) {
        if (map[start + row * width + column] > centre) {
          return false;
        }
      }
    }
    return true;
  }
}
