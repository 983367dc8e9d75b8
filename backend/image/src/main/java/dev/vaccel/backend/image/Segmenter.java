package dev.vaccel.backend.image;

import dev.vaccel.api.ElementType;
import dev.vaccel.api.MaskClass;
import dev.vaccel.api.Shape;
import dev.vaccel.api.Tensor;
import dev.vaccel.model.Decoding;
import dev.vaccel.model.Task;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Answers with masks. */
record Segmenter(PictureModel model, ClassNames names, Decoding decoding) implements Answerer {
  /** A mask u8[h,w] over the picture, and the classes in it by falling share. */
  record Answer(Tensor mask, List<MaskClass> classes) {}

  static Segmenter of(Loading loading) {
    loading.requireWhole(Task.SEGMENT);
    Decoding decoding = loading.decoding(Task.SEGMENT);
    if (decoding.method().task() != Task.SEGMENT) {
      throw Detector.wrongMethod(decoding, Task.SEGMENT);
    }
    return new Segmenter(loading.model(), loading.names("class"), decoding);
  }

  Answer answer(List<Tensor> outputs, Frame frame) {
    Values values = model.outputs().values(outputs).getFirst();
    Pixels mask =
        decoding instanceof Decoding.ClassScores scores
            ? MaskReader.scores(scores, values, names)
            : MaskReader.classes(values, names);
    return cut(mask, names, frame.visible(mask.width, mask.height));
  }

  static Answer cut(Pixels mask, ClassNames names, Part part) {
    byte[] cells = new byte[part.width() * part.height()];
    int[] counts = new int[MaskReader.MAX_CLASSES];
    int to = 0;
    for (int row = 0; row < part.height(); row++) {
      int from = (part.top() + row) * mask.width + part.left();
      for (int column = 0; column < part.width(); column++) {
        byte type = mask.data[from + column];
        cells[to++] = type;
        counts[type & 0xFF]++;
      }
    }
    List<MaskClass> classes = new ArrayList<>();
    for (int type = 0; type < counts.length; type++) {
      if (counts[type] > 0) {
        float share = (float) ((double) counts[type] / cells.length);
        classes.add(new MaskClass(type, names.of(type), share));
      }
    }
    classes.sort(Comparator.comparingDouble(MaskClass::share).reversed());
    Shape shape = Shape.of(part.height(), part.width());
    return new Answer(
        new Tensor(ElementType.U8, shape, MemorySegment.ofArray(cells)), List.copyOf(classes));
  }
}
