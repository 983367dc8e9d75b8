package dev.vaccel.model;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a model's outputs become an answer. N boxes, C classes, K points; a first dimension of 1 is
 * the picture. Where a method has two outputs or more, the bundle tells them apart by {@link
 * OutputKind}, or their names do.
 */
public sealed interface Decoding {
  /** The method and its name in a bundle. */
  enum Method {
    /** {@link PostProcessed}. */
    POST_PROCESSED(Task.DETECT),
    /** {@link Boxes}. */
    BOXES(Task.DETECT),
    /** {@link Anchored}. */
    ANCHORS(Task.DETECT),
    /** {@link FastestDet}. */
    FASTESTDET(Task.DETECT),
    /** {@link Yolo}, classes alone. */
    YOLOV8(Task.DETECT),
    /** {@link Yolo}, classes and objectness. */
    YOLOV5(Task.DETECT),
    /** {@link Centres}. */
    CENTRES(Task.DETECT),
    /** {@link ClassScores}. */
    CLASS_SCORES(Task.SEGMENT),
    /** {@link ClassMask}. */
    CLASS_MASK(Task.SEGMENT),
    /** {@link HeatMaps}. */
    HEAT_MAPS(Task.POSE),
    /** {@link KeyPoints}. */
    KEY_POINTS(Task.POSE),
    /** {@link Depth}. */
    DEPTH_MAP(Task.DEPTH);

    private final Task task;

    Method(Task task) {
      this.task = task;
    }

    /** The task whose answer it makes. */
    public Task task() {
      return task;
    }

    /** The name in a bundle: {@code class-scores}. */
    public String bundleName() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Its method. */
  Method method();

  /**
   * Boxes that the model has chosen, as TFLite_Detection_PostProcess does: boxes [1,N,4], classes
   * [1,N], scores [1,N] and maybe their count [1]; without the first dimension as well.
   *
   * @param format order of a box's numbers
   * @param unit of a box's numbers
   * @param selection which count
   */
  record PostProcessed(BoxFormat format, CoordinateUnit unit, Selection selection)
      implements Decoding {
    @Override
    public Method method() {
      return Method.POST_PROCESSED;
    }
  }

  /**
   * A box and its classes in each row: boxes [1,N,4], scores [1,N,C].
   *
   * @param format order of a box's numbers
   * @param unit of a box's numbers
   * @param activation what makes scores
   * @param background the class that is no thing, or -1; the classes after it count one less
   * @param selection which count
   */
  record Boxes(
      BoxFormat format,
      CoordinateUnit unit,
      Activation activation,
      int background,
      Selection selection)
      implements Decoding {
    @Override
    public Method method() {
      return Method.BOXES;
    }
  }

  /**
   * Distances from boxes that are known (SSD): boxes [1,N,4] or [1,N,1,4], scores [1,N,C].
   *
   * @param format order of the numbers: {@link BoxFormat#CYCXHW} or {@link BoxFormat#CXCYWH}
   * @param activation what makes scores
   * @param background as in {@link Boxes}
   * @param centreScale by which distances of centres are divided
   * @param sizeScale by which logarithms of sizes are divided
   * @param grid the known boxes; null: they are in {@code file}
   * @param file path in the bundle of N times four 32-bit little-endian floats: centre down, centre
   *     across, height, width, fractions of the input; null: {@code grid} tells
   * @param selection which count
   */
  record Anchored(
      BoxFormat format,
      Activation activation,
      int background,
      float centreScale,
      float sizeScale,
      @Nullable AnchorGrid grid,
      @Nullable String file,
      Selection selection)
      implements Decoding {
    /** Checks the numbers. */
    public Anchored {
      ModelInput.check("boxFormat", format.centred(), format.bundleName(), "cycxhw or cxcywh");
      ModelInput.check("centreScale", centreScale > 0, centreScale, "a number above 0");
      ModelInput.check("sizeScale", sizeScale > 0, sizeScale, "a number above 0");
      ModelInput.check(
          "anchors", (grid == null) != (file == null), grid + " " + file, "a grid or a file");
    }

    /** This decoding with its boxes in another file. */
    public Anchored withFile(String newFile) {
      return new Anchored(
          format, activation, background, centreScale, sizeScale, null, newFile, selection);
    }

    @Override
    public Method method() {
      return Method.ANCHORS;
    }
  }

  /**
   * One output [1,5+C,h,w]: objectness o, x, y, width, height, classes. score = o^0.6 * class^0.4;
   * centre = (cell + tanh) / cells; size = sigmoid.
   *
   * @param selection which count
   */
  record FastestDet(Selection selection) implements Decoding {
    @Override
    public Method method() {
      return Method.FASTESTDET;
    }
  }

  /**
   * One output of centres, sizes and classes: [1,4+C,N] (YOLOv8), or with objectness between, which
   * multiplies the classes, [1,N,5+C] (YOLOv5).
   *
   * @param objectness whether there is objectness
   * @param unit of the numbers of a box
   * @param selection which count
   */
  record Yolo(boolean objectness, CoordinateUnit unit, Selection selection) implements Decoding {
    @Override
    public Method method() {
      return objectness ? Method.YOLOV5 : Method.YOLOV8;
    }
  }

  /**
   * Peaks of a map for each class, and a box in each cell: scores [1,C,h,w], boxes [1,4,h,w] of
   * distances from the cell's centre in cells (across, down) and fractions of the input (width,
   * height). A peak is no lower than its eight neighbours.
   *
   * @param activation what makes scores
   * @param selection which count
   */
  record Centres(Activation activation, Selection selection) implements Decoding {
    /** Checks the activation. */
    public Centres {
      ModelInput.check(
          "activation", activation != Activation.SOFTMAX, activation.bundleName(), "none, sigmoid");
    }

    @Override
    public Method method() {
      return Method.CENTRES;
    }
  }

  /**
   * A score for each class in each cell: [1,C,h,w] or [1,h,w,C]. With C = 1, class 1 where the
   * number reaches the threshold, else class 0.
   *
   * @param layout order of dimensions; null: found from labels or shape
   * @param threshold for C = 1
   */
  record ClassScores(@Nullable Layout layout, float threshold) implements Decoding {
    @Override
    public Method method() {
      return Method.CLASS_SCORES;
    }
  }

  /** A class in each cell: [1,h,w], [1,1,h,w] or [1,h,w,1]. */
  record ClassMask() implements Decoding {
    @Override
    public Method method() {
      return Method.CLASS_MASK;
    }
  }

  /**
   * A map for each point, highest at the point: [1,K,h,w] or [1,h,w,K].
   *
   * @param layout order of dimensions; null: found from labels or shape
   * @param activation what makes scores
   * @param quarterOffset whether a point lies a quarter of a cell towards the higher neighbour
   */
  record HeatMaps(@Nullable Layout layout, Activation activation, boolean quarterOffset)
      implements Decoding {
    /** Checks the activation. */
    public HeatMaps {
      ModelInput.check(
          "activation", activation != Activation.SOFTMAX, activation.bundleName(), "none, sigmoid");
    }

    @Override
    public Method method() {
      return Method.HEAT_MAPS;
    }
  }

  /**
   * Points of bodies: [1,bodies,K,3] or [1,K,3] of y, x, score.
   *
   * @param xFirst whether x comes before y
   * @param unit of x and y
   */
  record KeyPoints(boolean xFirst, CoordinateUnit unit) implements Decoding {
    @Override
    public Method method() {
      return Method.KEY_POINTS;
    }
  }

  /**
   * A distance in each cell: [1,1,h,w], [1,h,w] or [1,h,w,1].
   *
   * @param inverse whether larger numbers are nearer
   */
  record Depth(boolean inverse) implements Decoding {
    @Override
    public Method method() {
      return Method.DEPTH_MAP;
    }
  }
}
