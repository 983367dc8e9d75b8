package dev.vaccel.backend.image;

import dev.vaccel.api.Annotation;
import dev.vaccel.api.Detection;
import dev.vaccel.api.ElementType;
import dev.vaccel.api.KeyPoint;
import dev.vaccel.api.Label;
import dev.vaccel.api.MaskClass;
import dev.vaccel.api.Pose;
import dev.vaccel.api.Shape;
import dev.vaccel.api.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * What an annotated picture costs, stage by stage: in the back end's package, so that the benchmark
 * can time what no caller sees apart. One thread at a time.
 */
public final class AnnotateStages {
  private static final int MAP_SIDE = 257;
  private static final String COCO =
      "nose left_eye right_eye left_ear right_ear left_shoulder right_shoulder left_elbow"
          + " right_elbow left_wrist right_wrist left_hip right_hip left_knee right_knee"
          + " left_ankle right_ankle";

  private final MemorySegment encoded;
  private final Pixels picture;
  private final Sheet sheet;

  /** Not drawn on: a photograph is harder to encode than a map. */
  private final Sheet untouched;

  /** Over an encoded picture. */
  public AnnotateStages(byte[] encoded) {
    this.encoded = MemorySegment.ofArray(encoded);
    this.picture = pixels();
    this.sheet = Sheet.of(picture, Annotator.MAX_SIDE);
    this.untouched = Sheet.of(picture, Annotator.MAX_SIDE);
  }

  /** Width and height. */
  public String size() {
    return picture.width + "x" + picture.height;
  }

  /** Decodes. */
  public void decode() {
    pixels();
  }

  /** Copies the decoded picture to where it is drawn on. */
  public void copy() {
    Sheet.of(picture, Annotator.MAX_SIDE);
  }

  /** Encodes. */
  public byte[] encode(Annotation kind) {
    return PictureEncoder.encode(untouched.canvas, kind);
  }

  /** Drawing alone, by task: ten boxes, two masks of 257x257, a body of 17 points, five labels. */
  public Map<String, Runnable> drawing() {
    SplittableRandom random = new SplittableRandom(1);
    float width = picture.width;
    float height = picture.height;
    List<Detection> boxes = new ArrayList<>();
    List<Label> labels = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      float left = (float) (0.7 * random.nextDouble()) * width;
      float top = (float) (0.7 * random.nextDouble()) * height;
      float right = left + 0.3f * width;
      boxes.add(new Detection(i, "person", 0.9f, left, top, right, top + 0.3f * height));
      labels.add(new Label(i, "golden retriever", 0.1f));
    }
    List<KeyPoint> points = new ArrayList<>();
    for (String name : COCO.split(" ", -1)) {
      float x = (float) random.nextDouble() * width;
      float y = (float) random.nextDouble() * height;
      points.add(new KeyPoint(points.size(), name, 0.9f, x, y));
    }
    byte[] classes = new byte[MAP_SIDE * MAP_SIDE];
    float[] depths = new float[classes.length];
    for (int i = 0; i < classes.length; i++) {
      // Blobs with borders, as masks have them.
      int row = i / MAP_SIDE;
      double wave = Math.sin(i % MAP_SIDE / 30.0) * Math.cos(row / 25.0);
      classes[i] = (byte) (wave > 0.3 ? 15 : wave < -0.5 ? 8 : 0);
      depths[i] = (float) wave;
    }
    Shape shape = Shape.of(MAP_SIDE, MAP_SIDE);
    Tensor mask = new Tensor(ElementType.U8, shape, MemorySegment.ofArray(classes));
    Tensor depth = Tensor.ofFloats(shape, depths);
    List<MaskClass> found =
        List.of(
            new MaskClass(0, "background", 0.6f),
            new MaskClass(15, "person", 0.3f),
            new MaskClass(8, "cat", 0.1f));
    List<Pose> poses = List.of(new Pose(0.9f, points));
    Map<String, Runnable> all = new LinkedHashMap<>();
    all.put("labels", () -> LabelDrawing.draw(sheet, labels.subList(0, 5)));
    all.put("boxes", () -> BoxDrawing.draw(sheet, boxes));
    all.put("mask", () -> MaskDrawing.draw(sheet, found, mask));
    all.put("pose", () -> PoseDrawing.draw(sheet, poses));
    all.put("depth", () -> DepthDrawing.draw(sheet, true, depth));
    return all;
  }

  private Pixels pixels() {
    return new PictureDecoder(50_000_000, null).decode(encoded);
  }
}
