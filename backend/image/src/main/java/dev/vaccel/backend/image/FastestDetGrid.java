package dev.vaccel.backend.image;

import dev.vaccel.model.Activation;
import dev.vaccel.model.BoxFormat;
import dev.vaccel.model.Decoding;
import dev.vaccel.model.OutputKind;
import dev.vaccel.model.Selection;
import java.util.List;

/** {@link Decoding.FastestDet}. The formula is its authors' (FastestDet, utils/tool.py). */
record FastestDetGrid(Decoding.FastestDet decoding) implements BoxDecoder {
  private static final int BEFORE_CLASSES = 5;
  private static final double OBJECT_POWER = 0.6;
  private static final double CLASS_POWER = 0.4;

  @Override
  public List<OutputKind> kinds() {
    return List.of();
  }

  @Override
  public Selection selection() {
    return decoding.selection();
  }

  @Override
  public void decode(List<Values> outputs, ClassNames names, Candidates found) {
    Values grid = outputs.getFirst();
    grid.require(
        grid.rank() == 4 && grid.dim(0) == 1 && grid.dim(1) > BEFORE_CLASSES, "[1,5+C,h,w]");
    int classes = grid.dim(1) - BEFORE_CLASSES;
    names.requireCount(classes, grid.name);
    int height = grid.dim(2);
    int width = grid.dim(3);
    int cells = height * width;
    float[] n = grid.numbers;
    ClassRow row = new ClassRow(Activation.NONE, -1);
    for (int cell = 0; cell < cells; cell++) {
      row.read(n, cell + BEFORE_CLASSES * cells, cells, classes);
      float score = (float) (Math.pow(n[cell], OBJECT_POWER) * Math.pow(row.score(), CLASS_POWER));
      if (found.wanted(grid.name, score)) {
        int x = cell % width;
        int y = cell / width;
        found.add(
            grid.name,
            row.type(),
            score,
            BoxFormat.CXCYWH,
            (float) ((x + Math.tanh(n[cell + cells])) / width),
            (float) ((y + Math.tanh(n[cell + 2 * cells])) / height),
            ClassRow.sigmoid(n[cell + 3 * cells]),
            ClassRow.sigmoid(n[cell + 4 * cells]));
      }
    }
  }
}
