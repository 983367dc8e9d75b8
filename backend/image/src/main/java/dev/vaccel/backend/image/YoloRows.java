package dev.vaccel.backend.image;

import dev.vaccel.model.Activation;
import dev.vaccel.model.BoxFormat;
import dev.vaccel.model.CoordinateUnit;
import dev.vaccel.model.Decoding;
import dev.vaccel.model.OutputKind;
import dev.vaccel.model.Selection;
import java.util.List;

/** {@link Decoding.Yolo}: a row for each box, stored as rows or as columns. */
record YoloRows(Decoding.Yolo decoding) implements BoxDecoder {
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
    Values table = outputs.getFirst();
    int first = decoding.objectness() ? 5 : 4;
    table.require(
        table.rank() == 3 && table.dim(0) == 1, decoding.objectness() ? "[1,N,5+C]" : "[1,4+C,N]");
    boolean rows = decoding.objectness();
    int other = table.dim(rows ? 1 : 2) - first;
    if (!names.labels().isEmpty()
        && !names.fits(table.dim(rows ? 2 : 1) - first)
        && names.fits(other)) {
      rows = !rows; // exported the other way round
    }
    int width = table.dim(rows ? 2 : 1);
    table.require(width > first, first + " numbers and a score for each class");
    names.requireCount(width - first, table.name);
    int count = table.dim(rows ? 1 : 2);
    int stride = rows ? 1 : count;
    float[] n = table.numbers;
    ClassRow row = new ClassRow(Activation.NONE, -1);
    float[] box = new float[4];
    for (int i = 0; i < count; i++) {
      int at = rows ? i * width : i;
      row.read(n, at + first * stride, stride, width - first);
      float score = decoding.objectness() ? row.score() * n[at + 4 * stride] : row.score();
      if (found.wanted(table.name, score)) {
        for (int k = 0; k < box.length; k++) {
          box[k] = n[at + k * stride];
        }
        CoordinateUnit unit = decoding.unit();
        BoxDecoder.add(found, table.name, row.type(), score, BoxFormat.CXCYWH, unit, box, 0);
      }
    }
  }
}
