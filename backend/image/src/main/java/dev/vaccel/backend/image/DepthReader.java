package dev.vaccel.backend.image;

import dev.vaccel.api.Shape;
import dev.vaccel.api.Tensor;
import dev.vaccel.model.Decoding;
import dev.vaccel.model.Task;
import java.util.List;

/** Answers with maps of distances. */
record DepthReader(PictureModel model, boolean inverse) implements Answerer {
  static DepthReader of(Loading loading) {
    loading.requireWhole(Task.DEPTH);
    Decoding decoding = loading.decoding(Task.DEPTH);
    if (!(decoding instanceof Decoding.Depth(boolean inverse))) {
      throw Detector.wrongMethod(decoding, Task.DEPTH);
    }
    return new DepthReader(loading.model(), inverse);
  }

  /** f32[h,w] over the picture. */
  Tensor answer(List<Tensor> outputs, Frame frame) {
    return map(model.outputs().values(outputs).getFirst(), frame);
  }

  static Tensor map(Values values, Frame frame) {
    int rank = values.rank();
    boolean last = rank == 4 && values.dim(3) == 1 && values.dim(1) != 1;
    boolean first = rank == 4 && values.dim(1) == 1 && !last;
    values.require(
        (rank == 3 || first || last) && values.dim(0) == 1, "[1,h,w], [1,1,h,w] or [1,h,w,1]");
    int height = values.dim(first ? 2 : 1);
    int width = values.dim(first ? 3 : 2);
    Part part = frame.visible(width, height);
    float[] map = new float[part.width() * part.height()];
    int to = 0;
    for (int row = 0; row < part.height(); row++) {
      int from = (part.top() + row) * width + part.left();
      for (int column = 0; column < part.width(); column++) {
        float distance = values.numbers[from + column];
        if (!Float.isFinite(distance)) {
          throw values.wrong(from + column, "a finite number");
        }
        map[to++] = distance;
      }
    }
    return Tensor.ofFloats(Shape.of(part.height(), part.width()), map);
  }
}
