package dev.vaccel.backend.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.Annotation;
import dev.vaccel.api.Detection;
import dev.vaccel.api.ElementType;
import dev.vaccel.api.KeyPoint;
import dev.vaccel.api.Label;
import dev.vaccel.api.MaskClass;
import dev.vaccel.api.Pose;
import dev.vaccel.api.Shape;
import dev.vaccel.api.Tensor;
import java.awt.image.BufferedImage;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every kind of annotated picture has in common. */
final class AnnotatorTest {
  private static final List<Label> LABELS = List.of(new Label(1, "cat", 0.75f));
  private static final Tensor DEPTH = Tensor.ofFloats(Shape.of(1, 2), 1, 2);
  private static final Tensor MASK =
      new Tensor(ElementType.U8, Shape.of(1, 2), MemorySegment.ofArray(new byte[] {0, 1}));

  private final Annotator annotator = new Annotator();

  private List<Tensor> all(Annotation kind, Pixels picture) {
    Detection box = new Detection(3, "dog", 0.5f, 0, 0, picture.width, picture.height);
    Pose pose = new Pose(0.5f, List.of(new KeyPoint(0, "nose", 0.5f, 0.5f, 0.5f)));
    List<MaskClass> classes = List.of(new MaskClass(0, "a", 0.5f), new MaskClass(1, "b", 0.5f));
    return List.of(
        annotator.labels(kind, picture, LABELS),
        annotator.detections(kind, picture, List.of(box)),
        annotator.segmentation(kind, picture, classes, MASK),
        annotator.poses(kind, picture, List.of(pose, pose)),
        annotator.depth(kind, picture, true, DEPTH));
  }

  @Test
  void noneIsEmpty() {
    for (Tensor each : all(Annotation.NONE, Drawn.plain(8, 8, 0))) {
      assertEquals(0, each.shape().elementCount());
    }
  }

  @Test
  void kindsAreWhatTheySayAndThePictureStaysAsItWas() {
    Pixels picture = Drawn.plain(400, 300, 90);
    byte[] before = picture.data.clone();
    for (Tensor each : all(Annotation.PNG, picture)) {
      assertArrayEquals(new byte[] {(byte) 0x89, 'P', 'N', 'G'}, start(each, 4));
    }
    for (Tensor each : all(Annotation.JPEG, picture)) {
      assertArrayEquals(new byte[] {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF}, start(each, 3));
    }
    assertArrayEquals(before, picture.data);
  }

  private static byte[] start(Tensor annotated, int length) {
    return Arrays.copyOf(Drawn.bytes(annotated), length);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PNG", "JPEG"})
  void theSameAnswerIsTheSameBytes(Annotation kind) {
    Pixels picture = Drawn.plain(400, 300, 90);
    List<Tensor> once = all(kind, picture);
    List<Tensor> again = all(kind, picture);
    for (int i = 0; i < once.size(); i++) {
      assertArrayEquals(Drawn.bytes(once.get(i)), Drawn.bytes(again.get(i)));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "64,64,512,512", // eight times
    "257,257,514,514",
    "319,100,638,200",
    "320,10,320,10", // readable already
    "1,1,480,480",
    "640,480,640,480",
    "5000,1000,4096,819",
    "3,9000,1,4096",
  })
  void sizesStayReadableAndBounded(int width, int height, int drawnWidth, int drawnHeight)
      throws Exception {
    for (Tensor each : all(Annotation.PNG, Drawn.plain(width, height, 128))) {
      BufferedImage image = Drawn.image(each);
      assertEquals(drawnWidth, image.getWidth());
      assertEquals(drawnHeight, image.getHeight());
    }
  }

  @Test
  void anotherLimitCanBeSet() throws Exception {
    Annotator small = new Annotator(500);
    BufferedImage image =
        Drawn.image(small.labels(Annotation.PNG, Drawn.plain(2000, 1000, 9), LABELS));
    assertEquals(500, image.getWidth());
    assertEquals(250, image.getHeight());
    assertThrows(IllegalArgumentException.class, () -> new Annotator(479));
  }

  @Test
  void colorsKeepTheirOrder() throws Exception {
    byte[] pixels = new byte[3 * 400 * 300];
    for (int i = 0; i < pixels.length; i += 3) {
      pixels[i] = 10;
      pixels[i + 1] = 100;
      pixels[i + 2] = (byte) 200;
    }
    assertEquals(
        0x0A64C8, Drawn.rgb(Drawn.untouched(new Pixels(400, 300, 3, false, pixels)), 200, 150));
    assertEquals(
        0xC8640A, Drawn.rgb(Drawn.untouched(new Pixels(400, 300, 3, true, pixels)), 200, 150));
    assertEquals(0x5A5A5A, Drawn.rgb(Drawn.untouched(Drawn.plain(400, 300, 90)), 200, 150));
  }

  /**
   * Random answers, many of them nonsense: something is drawn, in bounded time, and nothing fails.
   */
  @Test
  void nonsenseOnlyMakesUglyPictures() {
    long seed = 20_261_128;
    Random random = new Random(seed);
    float[] odd = {Float.NaN, Float.POSITIVE_INFINITY, -1e38f, 1e38f, -1, 0, 50, 1e9f};
    for (int round = 0; round < 12; round++) {
      List<Detection> boxes = new ArrayList<>();
      List<KeyPoint> points = new ArrayList<>();
      List<Label> labels = new ArrayList<>();
      List<MaskClass> classes = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        float[] v = new float[5];
        for (int k = 0; k < v.length; k++) {
          v[k] = random.nextBoolean() ? odd[random.nextInt(odd.length)] : 400 * random.nextFloat();
        }
        String text =
            random
                .ints(random.nextInt(300), 0, 0x10000)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        int index = random.nextInt();
        boxes.add(new Detection(index, text, v[0], v[1], v[2], v[3], v[4]));
        points.add(new KeyPoint(index, text, v[0], v[1], v[2]));
        labels.add(new Label(index, text, v[0]));
        classes.add(new MaskClass(index, text, v[0]));
      }
      Pixels picture = Drawn.plain(1 + random.nextInt(400), 1 + random.nextInt(400), 128);
      Tensor depth = Tensor.ofFloats(Shape.of(2, 4), odd);
      List<Pose> poses = List.of(new Pose(odd[round % odd.length], points), new Pose(1, List.of()));
      assertTimeoutPreemptively(
          Duration.ofSeconds(60),
          () -> {
            annotator.detections(Annotation.JPEG, picture, boxes);
            annotator.poses(Annotation.JPEG, picture, poses);
            annotator.labels(Annotation.JPEG, picture, labels);
            annotator.segmentation(Annotation.JPEG, picture, classes, MASK);
            annotator.depth(Annotation.JPEG, picture, random.nextBoolean(), depth);
          },
          "seed " + seed);
    }
  }

  /** As many answers as an operation may give, all as large as the picture. */
  @Test
  void manyAnswersTakeBoundedTime() {
    Pixels picture = Drawn.plain(1000, 1000, 128);
    List<Detection> boxes = new ArrayList<>();
    List<Pose> poses = new ArrayList<>();
    List<KeyPoint> points = new ArrayList<>();
    List<String> names =
        Skeleton.joining(Set.of("nose")).stream().flatMap(List::stream).distinct().toList();
    for (int i = 0; i < names.size(); i++) {
      points.add(new KeyPoint(i, names.get(i), 1, i % 2 * 1000, i % 3 * 500));
    }
    for (int i = 0; i < 1000; i++) {
      boxes.add(new Detection(i, "a label of usual length", 1, i % 7, i % 5, 1000, 1000));
      poses.add(new Pose(1, points));
    }
    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          assertTrue(annotator.detections(Annotation.JPEG, picture, boxes).data().byteSize() > 0);
          assertTrue(annotator.poses(Annotation.JPEG, picture, poses).data().byteSize() > 0);
        });
  }
}
