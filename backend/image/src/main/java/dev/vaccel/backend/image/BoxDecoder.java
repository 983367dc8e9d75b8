package dev.vaccel.backend.image;

import dev.vaccel.model.BoxFormat;
import dev.vaccel.model.CoordinateUnit;
import dev.vaccel.model.OutputKind;
import dev.vaccel.model.Selection;
import java.util.List;

/** Finds boxes in the outputs of a detector. */
interface BoxDecoder {
  /** The outputs it needs, in the order it reads them; one of any kind: empty. */
  List<OutputKind> kinds();

  /** Which boxes count. */
  Selection selection();

  /** Adds the boxes of one picture. */
  void decode(List<Values> outputs, ClassNames names, Candidates found);

  /** Adds a box whose numbers have this unit. */
  static void add(
      Candidates found,
      String output,
      int type,
      float score,
      BoxFormat format,
      CoordinateUnit unit,
      float[] numbers,
      int at) {
    float a = numbers[at];
    float b = numbers[at + 1];
    float c = numbers[at + 2];
    float d = numbers[at + 3];
    if (unit == CoordinateUnit.PIXELS) {
      found.addPixels(output, type, score, format, a, b, c, d);
    } else {
      found.add(output, type, score, format, a, b, c, d);
    }
  }
}
