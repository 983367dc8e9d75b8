package dev.vaccel.backend.image;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.InvalidArgumentException;
import dev.vaccel.api.TensorInfo;
import dev.vaccel.model.Activation;
import dev.vaccel.model.BoxFormat;
import dev.vaccel.model.CoordinateUnit;
import dev.vaccel.model.Decoding;
import dev.vaccel.model.Selection;
import dev.vaccel.model.Task;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How outputs become an answer where the bundle does not say: only where there is one way. */
final class GuessedDecoding {
  private static final int BOX = 4;
  private static final int KEY_POINT = 3;
  private static final Decoding.ClassScores CLASS_SCORES = new Decoding.ClassScores(null, 0.5f);

  private GuessedDecoding() {}

  /**
   * A decoding.
   *
   * @param said by the bundle
   * @param labels number of the bundle's labels
   * @param outputs that make the answer
   * @throws InvalidArgumentException if it is not said and cannot be found out
   */
  static Decoding of(@Nullable Decoding said, Task task, int labels, List<TensorInfo> outputs) {
    if (said != null) {
      return said;
    }
    Decoding found =
        switch (task) {
          case DETECT -> detect(outputs, labels);
          case SEGMENT -> outputs.size() == 1 ? segment(outputs.getFirst()) : null;
          case POSE -> outputs.size() == 1 ? pose(outputs.getFirst()) : null;
          case DEPTH -> outputs.size() == 1 ? depth(outputs.getFirst()) : null;
          case CLASSIFY, TENSOR -> null;
        };
    if (found == null) {
      throw new InvalidArgumentException(
          ErrorCode.INVALID_ARGUMENT,
          "the outputs "
              + outputs.stream()
                  .map(output -> output.name() + output.dims().toString().replace(" ", ""))
                  .toList()
              + " do not tell how they become an answer of "
              + task.bundleName()
              + ": say decoding in a bundle");
    }
    return found;
  }

  private static @Nullable Decoding detect(List<TensorInfo> outputs, int labels) {
    if (outputs.size() == 4
        && outputs.getFirst().name().startsWith("TFLite_Detection_PostProcess")) {
      return new Decoding.PostProcessed(
          BoxFormat.Y1X1Y2X2, CoordinateUnit.FRACTION, Selection.SELECTED);
    }
    if (outputs.size() == 2
        && outputs.stream().allMatch(output -> output.dims().size() == 4)
        && outputs.stream().anyMatch(output -> output.dims().get(1) == BOX)
        && outputs.stream().allMatch(output -> output.name().matches(".*(box|score).*"))) {
      return new Decoding.Centres(Activation.NONE, Selection.DEFAULT);
    }
    if (outputs.size() != 1 || labels == 0) {
      return null;
    }
    List<Long> dims = outputs.getFirst().dims();
    if (dims.size() == 4 && dims.get(1) == 5 + labels) {
      return new Decoding.FastestDet(Selection.DEFAULT);
    }
    if (dims.size() == 3 && (dims.get(1) == BOX + labels || dims.get(2) == BOX + labels)) {
      return new Decoding.Yolo(false, CoordinateUnit.PIXELS, Selection.DEFAULT);
    }
    if (dims.size() == 3 && dims.get(2) == 5 + labels) {
      return new Decoding.Yolo(true, CoordinateUnit.PIXELS, Selection.DEFAULT);
    }
    return null;
  }

  private static @Nullable Decoding segment(TensorInfo output) {
    List<Long> dims = output.dims();
    boolean whole =
        switch (output.elementType()) {
          case I16, I32, I64 -> true;
          case F16, BF16, F32, F64, I8, U8, U16, U32, U64, BOOL, STRING -> false;
        };
    if (whole && dims.size() >= 3) {
      return new Decoding.ClassMask();
    }
    return dims.size() == 4 ? CLASS_SCORES : null;
  }

  private static @Nullable Decoding pose(TensorInfo output) {
    List<Long> dims = output.dims();
    int rank = dims.size();
    boolean points = rank >= 3 && dims.getLast() == KEY_POINT;
    if (points && (rank == 3 || dims.get(1) == 1)) {
      return new Decoding.KeyPoints(false, CoordinateUnit.FRACTION);
    }
    return rank == 4 ? new Decoding.HeatMaps(null, Activation.NONE, false) : null;
  }

  /** The name alone can tell which way the numbers run. */
  private static @Nullable Decoding depth(TensorInfo output) {
    String name = output.name().toLowerCase(Locale.ROOT);
    if (name.contains("inverse") || name.contains("disparity")) {
      return new Decoding.Depth(true);
    }
    return null;
  }
}
