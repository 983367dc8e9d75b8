package dev.vaccel.backend.image;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.vaccel.api.Detection;
import dev.vaccel.api.ElementType;
import dev.vaccel.api.KeyPoint;
import dev.vaccel.api.MaskClass;
import dev.vaccel.api.Pose;
import dev.vaccel.api.Shape;
import dev.vaccel.api.Tensor;
import dev.vaccel.fuzz.Fuzzing;
import dev.vaccel.model.Activation;
import dev.vaccel.model.AnchorBoxes;
import dev.vaccel.model.AnchorGrid;
import dev.vaccel.model.BoxFormat;
import dev.vaccel.model.CoordinateUnit;
import dev.vaccel.model.Decoding;
import dev.vaccel.model.Layout;
import dev.vaccel.model.ResizeRule;
import dev.vaccel.model.Selection;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * What a guest's model answers, through every decoding: whatever it says, boxes and points lie in
 * the picture, scores and classes are such. Byte 0: decoding; 1: variant; then for each output its
 * type, rank and extents (a byte each), and its numbers, which start again where they end.
 */
class OutputsFuzzTest {
  private static final int METHODS = 12;
  private static final int MAX_ELEMENTS = 4096;
  private static final ClassNames NAMES = new ClassNames(List.of("a", "b", "c"), "class");
  private static final ClassNames NONE = new ClassNames(List.of(), "class");
  private static final AnchorGrid GRID =
      new AnchorGrid(List.of(2, 1), 0.2f, 0.9f, List.of(1f, 2f), 1, true);

  /** Bytes one after the other; 0 behind the last. */
  private static final class Input {
    private final byte[] data;
    private int at;

    Input(byte[] data) {
      this.data = data;
    }

    int next() {
      return at < data.length ? data[at++] & 0xFF : 0;
    }

    Tensor tensor() {
      ElementType type = pick(ElementType.values(), next());
      if (type == ElementType.STRING) {
        type = ElementType.F32;
      }
      long[] dims = new long[next() % 6];
      long count = 1;
      for (int i = 0; i < dims.length; i++) {
        dims[i] = next() % 32;
        if (count * dims[i] > MAX_ELEMENTS) {
          dims[i] = 1;
        }
        count *= dims[i];
      }
      byte[] bytes = new byte[(int) count * type.bytes()];
      for (int i = 0; i < bytes.length && at < data.length; i++) {
        bytes[i] = data[at + i % (data.length - at)];
      }
      at = Math.min(data.length, at + bytes.length);
      return new Tensor(type, Shape.of(dims), MemorySegment.ofArray(bytes));
    }
  }

  @FuzzTest
  void answer(byte[] data) {
    // The numbers of outputs are as many as their extents say, up to a limit of this target.
    Fuzzing.decode(data.length + 64L * MAX_ELEMENTS, () -> check(new Input(data)));
  }

  private static void check(Input in) {
    int method = in.next() % METHODS;
    int variant = in.next();
    ClassNames names = (variant & 1) == 0 ? NAMES : NONE;
    ResizeRule rule = pick(ResizeRule.values(), variant >> 1);
    Frame frame = Frame.of(rule, 200, 100, 32, 24);
    if (method < 7) {
      boxes(decoder(method, variant), in, names, frame);
      return;
    }
    Values values = Values.of("y", in.tensor(), null);
    Layout layout = (variant & 8) == 0 ? null : pick(Layout.values(), variant >> 4);
    switch (method) {
      case 7 ->
          mask(MaskReader.scores(new Decoding.ClassScores(layout, 0.5f), values, names), names);
      case 8 -> mask(MaskReader.classes(values, names), names);
      case 9 -> {
        Activation activation = (variant & 32) == 0 ? Activation.NONE : Activation.SIGMOID;
        Decoding.HeatMaps maps = new Decoding.HeatMaps(layout, activation, (variant & 64) != 0);
        points(PointReader.maps(maps, values, names), names, frame);
      }
      case 10 -> {
        Decoding.KeyPoints rows =
            new Decoding.KeyPoints(
                (variant & 32) != 0, pick(CoordinateUnit.values(), variant >> 6));
        points(PointReader.rows(rows, values, names, 32, 24), names, frame);
      }
      default -> {
        float[] depth = DepthReader.map(values, frame).floats();
        for (float distance : depth) {
          require(Float.isFinite(distance), distance);
        }
      }
    }
  }

  private static BoxDecoder decoder(int method, int variant) {
    Selection selection = new Selection(0.25f, (variant & 8) == 0 ? 0.5f : 1);
    BoxFormat format = pick(BoxFormat.values(), variant >> 4);
    CoordinateUnit unit = pick(CoordinateUnit.values(), variant >> 6);
    Activation activation = pick(Activation.values(), variant);
    int background = (variant & 128) == 0 ? -1 : 0;
    return switch (method) {
      case 0 -> new PostProcessedBoxes(new Decoding.PostProcessed(format, unit, selection));
      case 1 ->
          new ScoredBoxes(new Decoding.Boxes(format, unit, activation, background, selection));
      case 2 ->
          new AnchoredBoxes(
              new Decoding.Anchored(
                  format.downFirst() ? BoxFormat.CYCXHW : BoxFormat.CXCYWH,
                  activation,
                  background,
                  10,
                  5,
                  GRID,
                  null,
                  selection),
              AnchorBoxes.NONE);
      case 3 -> new FastestDetGrid(new Decoding.FastestDet(selection));
      case 4 -> new YoloRows(new Decoding.Yolo(false, unit, selection));
      case 5 -> new YoloRows(new Decoding.Yolo(true, unit, selection));
      default ->
          new CentreGrid(
              new Decoding.Centres(
                  activation == Activation.SOFTMAX ? Activation.NONE : activation, selection));
    };
  }

  private static void boxes(BoxDecoder decoder, Input in, ClassNames names, Frame frame) {
    List<Values> outputs = new ArrayList<>();
    int count = Math.max(1, decoder.kinds().size());
    for (int i = 0; i < count; i++) {
      outputs.add(Values.of("y" + i, in.tensor(), null));
    }
    for (Detection found : Detector.detections(decoder, outputs, names, frame, 0, 100)) {
      require(names.of(found.index()).equals(found.text()), found);
      require(found.score() >= 0.25f && found.score() <= 1, found);
      require(found.left() >= 0 && found.left() < found.right() && found.right() <= 200, found);
      require(found.top() >= 0 && found.top() < found.bottom() && found.bottom() <= 100, found);
    }
  }

  private static void mask(Pixels mask, ClassNames names) {
    for (MaskClass type :
        Segmenter.cut(mask, names, Part.whole(mask.width, mask.height)).classes()) {
      require(type.share() > 0 && type.share() <= 1, type);
    }
  }

  private static void points(List<List<PointReader.Point>> bodies, ClassNames names, Frame frame) {
    for (Pose pose : PoseFinder.poses(bodies, names, frame, 0, 100)) {
      require(Float.isFinite(pose.score()), pose);
      for (KeyPoint point : pose.points()) {
        require(point.x() >= 0 && point.x() <= 200 && point.y() >= 0 && point.y() <= 100, point);
      }
    }
  }

  private static <E> E pick(E[] all, int number) {
    return all[number % all.length];
  }

  private static void require(boolean holds, Object found) {
    if (!holds) {
      throw new AssertionError(found);
    }
  }
}
