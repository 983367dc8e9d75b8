package dev.vaccel.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.Annotation;
import dev.vaccel.api.DepthMap;
import dev.vaccel.api.Detection;
import dev.vaccel.api.Detections;
import dev.vaccel.api.ElementType;
import dev.vaccel.api.ImageApi;
import dev.vaccel.api.KeyPoint;
import dev.vaccel.api.Label;
import dev.vaccel.api.Labels;
import dev.vaccel.api.MaskClass;
import dev.vaccel.api.Pose;
import dev.vaccel.api.Poses;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Segmentation;
import dev.vaccel.api.Shape;
import dev.vaccel.api.Tensor;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks {@link ImageApi} what was asked when the answers in {@code ../shared/models/expected} were
 * recorded with each framework alone, and compares. Tolerances: ours and the recording's resampling
 * differ by one in some pixels; JPEG decoders do as well.
 */
public final class RecordedAnswers {
  private static final double SCORE_TOLERANCE = 0.03;

  /** Small networks turn on a few pixels, quantised ones in steps of 1/256. */
  private static final double LABEL_TOLERANCE = 0.06;

  /** The scores of a quantised MoveNet turn on a few pixels; its points do not. */
  private static final double POINT_TOLERANCE = 0.25;

  /** Where MoveNet scores lower, a point is hidden and guessed. */
  private static final double SEEN = 0.35;

  /** Below, a label may fall out of the first five by the tolerance. */
  private static final double CERTAIN = 0.2;

  private static final double MIN_IOU = 0.9;
  private static final double MASK_AGREEMENT = 0.99;
  private static final double SHARE_TOLERANCE = 0.01;
  private static final double DEPTH_TOLERANCE = 0.02;
  private static final String NUMBER = "(-?[0-9.]+)";

  private RecordedAnswers() {}

  /** An encoded picture of the collection. */
  public static Tensor picture(String name) throws IOException {
    byte[] bytes = Files.readAllBytes(RecordedModels.file(name));
    return new Tensor(ElementType.U8, Shape.of(bytes.length), MemorySegment.ofArray(bytes));
  }

  /**
   * Compares the answer of classify, detect, segment or pose.
   *
   * @param answer {@code onnx_fastestdet_352_onnx__kodim12}
   */
  public static void assertSame(ImageApi images, ResourceId model, String answer)
      throws IOException {
    String json = read(answer);
    List<Tensor> picture = List.of(picture(text(json, "input")));
    switch (text(json, "task")) {
      case "classify" -> same(json, images.classifyAll(model, picture, 5, Annotation.NONE));
      case "detect" -> {
        float threshold = (float) number(json, "threshold");
        same(json, images.detect(model, picture, threshold, 100, Annotation.NONE).getFirst());
      }
      case "segment" -> same(json, images.segment(model, picture, Annotation.NONE).getFirst());
      case "pose" -> same(json, images.pose(model, picture, 0, 1, Annotation.NONE).getFirst());
      default -> throw new IOException(answer + ": no such task");
    }
  }

  /** Compares the masks of the recorded scenes. */
  public static void assertMask(ImageApi images, ResourceId model, String answer)
      throws IOException {
    String json = read(answer);
    Tensor picture = picture(text(json, "input"));
    Segmentation found = images.segment(model, List.of(picture), Annotation.NONE).getFirst();
    assertMask(text(json, "mask_npy"), found.mask());
  }

  /** Compares the depth of the recorded scenes. */
  public static void assertDepth(ImageApi images, ResourceId model, String answer)
      throws IOException {
    String json = read(answer);
    Tensor picture = picture(text(json, "input"));
    DepthMap found = images.depth(model, List.of(picture), Annotation.NONE).getFirst();
    float[] expected = RecordedModels.npy("expected/" + text(json, "depth_npy"));
    float[] depth = found.depth().floats();
    assertEquals(expected.length, depth.length);
    for (int i = 0; i < depth.length; i++) {
      assertEquals(expected[i], depth[i], DEPTH_TOLERANCE, "cell " + i);
    }
  }

  private static void same(String json, List<Labels> answers) {
    List<Label> found = answers.getFirst().items();
    // Recorded for both filters; ours is the antialiased one.
    String antialiased = json.substring(0, json.indexOf("top5_bilinear"));
    int recorded = 0;
    for (MatchResult item :
        all(antialiased, "\"index\": (\\d+), \"label\": \"([^\"]+)\", \"score\": " + NUMBER)) {
      int index = Integer.parseInt(item.group(1));
      double score = Double.parseDouble(item.group(3));
      recorded++;
      if (recorded == 1 && json.contains("\"stable_top1\": true")) {
        assertEquals(index, found.getFirst().index(), () -> item.group(2) + ": " + found);
      }
      if (score >= CERTAIN) {
        assertTrue(
            found.stream()
                .anyMatch(
                    label ->
                        label.index() == index
                            && label.text().equals(item.group(2))
                            && Math.abs(label.score() - score) < LABEL_TOLERANCE),
            () -> item.group(2) + " " + score + " is not in " + found);
      }
    }
    assertTrue(recorded > 0, json);
  }

  private static void same(String json, Detections found) {
    int recorded = 0;
    double sure = number(json, "threshold") + SCORE_TOLERANCE;
    for (MatchResult item :
        all(
            json,
            "\"label\": \"([^\"]+)\", \"class\": (\\d+), \"score\": "
                + NUMBER
                + ", \"xyxy\": \\["
                + String.join(", ", NUMBER, NUMBER, NUMBER, NUMBER)
                + "\\], \"stable\": true")) {
      recorded++;
      if (Float.parseFloat(item.group(3)) < sure + SCORE_TOLERANCE) {
        continue; // may fall below the threshold, or out of a model's ten best
      }
      Detection expected =
          new Detection(
              Integer.parseInt(item.group(2)),
              item.group(1),
              Float.parseFloat(item.group(3)),
              clamp(item.group(4), found.width()),
              clamp(item.group(5), found.height()),
              clamp(item.group(6), found.width()),
              clamp(item.group(7), found.height()));
      assertTrue(
          found.items().stream().anyMatch(detection -> isSame(expected, detection)),
          expected + " is not in " + found);
    }
    assertTrue(recorded > 0, json);
    long certain = found.items().stream().filter(item -> item.score() >= sure).count();
    assertTrue(certain <= number(json, "count_antialias"), found.toString());
  }

  private static boolean isSame(Detection expected, Detection found) {
    double width =
        Math.min(expected.right(), found.right())
            - (double) Math.max(expected.left(), found.left());
    double height =
        Math.min(expected.bottom(), found.bottom())
            - (double) Math.max(expected.top(), found.top());
    double shared = Math.max(0, width) * Math.max(0, height);
    return expected.index() == found.index()
        && expected.text().equals(found.text())
        && Math.abs(expected.score() - found.score()) < SCORE_TOLERANCE
        && shared / (area(expected) + area(found) - shared) > MIN_IOU;
  }

  private static double area(Detection box) {
    return ((double) box.right() - box.left()) * ((double) box.bottom() - box.top());
  }

  private static float clamp(String number, int end) {
    return Math.clamp(Float.parseFloat(number), 0, end);
  }

  private static void same(String json, Segmentation found) throws IOException {
    assertMask(text(json, "mask_npy"), found.mask());
    String item = "\"class\": (\\d+), \"label\": \"([^\"]+)\", \"fraction\": " + NUMBER;
    for (MatchResult expected : all(json, item)) {
      int index = Integer.parseInt(expected.group(1));
      MaskClass share =
          found.classes().stream()
              .filter(type -> type.index() == index)
              .findFirst()
              .orElseThrow(() -> new AssertionError(index + " is not in " + found.classes()));
      assertEquals(expected.group(2), share.text());
      assertEquals(Double.parseDouble(expected.group(3)), share.share(), SHARE_TOLERANCE);
    }
  }

  private static void assertMask(String npy, Tensor mask) throws IOException {
    float[] expected = RecordedModels.npy("expected/" + npy);
    byte[] found = mask.data().toArray(ValueLayout.JAVA_BYTE);
    assertEquals(expected.length, found.length);
    int same = 0;
    for (int i = 0; i < found.length; i++) {
      same += (found[i] & 0xFF) == (int) expected[i] ? 1 : 0;
    }
    assertTrue(same >= MASK_AGREEMENT * found.length, same + " of " + found.length + " cells");
  }

  /** Points within half a cell of a map; quantised models move by some steps. */
  private static void same(String json, Poses found) {
    boolean fractions = json.contains("normalized 0..1");
    // Two steps of a heat map of 96 cells; one of MoveNet, whose cells are a 48th.
    double tolerance = 0.025 * Math.max(found.width(), found.height());
    Pose pose = found.items().getFirst();
    int recorded = 0;
    String item =
        "\"name\": \"([^\"]+)\", \"x\": "
            + NUMBER
            + ", \"y\": "
            + NUMBER
            + ", \"score\": "
            + NUMBER
            + "([^}]*)";
    for (MatchResult expected : all(json, item)) {
      KeyPoint point = pose.points().get(recorded);
      assertEquals(recorded++, point.index());
      assertEquals(expected.group(1), point.text());
      double score = Double.parseDouble(expected.group(4));
      if (!expected.group(5).contains("false") && (!fractions || score >= SEEN)) {
        double x = Double.parseDouble(expected.group(2)) * (fractions ? found.width() : 1);
        double y = Double.parseDouble(expected.group(3)) * (fractions ? found.height() : 1);
        String message = point + " for " + expected.group();
        assertEquals(x, point.x(), tolerance, message);
        assertEquals(y, point.y(), tolerance, message);
        assertEquals(score, point.score(), POINT_TOLERANCE, message);
      }
    }
    assertEquals(recorded, pose.points().size());
  }

  private static String read(String answer) throws IOException {
    Path file = RecordedModels.file("expected/" + answer + ".json");
    return Files.readString(file);
  }

  private static List<MatchResult> all(String json, String pattern) {
    return Pattern.compile(pattern).matcher(json).results().toList();
  }

  private static String text(String json, String field) {
    return match(json, "\"" + field + "\": \"([^\"]+)\"");
  }

  private static double number(String json, String field) {
    return Double.parseDouble(match(json, "\"" + field + "\": " + NUMBER));
  }

  private static String match(String json, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(json);
    assertTrue(matcher.find(), pattern + " is not in " + json);
    return matcher.group(1);
  }
}
