package dev.vaccel.backend.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
import dev.vaccel.api.Poses;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Segmentation;
import dev.vaccel.api.Shape;
import dev.vaccel.api.Tensor;
import dev.vaccel.api.spi.BackendSession;
import dev.vaccel.api.spi.BackendSettings;
import dev.vaccel.testing.Allocation;
import dev.vaccel.testing.TensorBench;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every operation on many pictures, asked about a JPEG that is reduced while it is decoded, against
 * the answer about the same pixels as PNG, which never is. The model looks for what is bright.
 */
class ReducedAnswersTest {
  private static final Annotation NONE = Annotation.NONE;
  private static final List<String> TASKS =
      List.of("classify", "detect", "segment", "pose", "depth");
  private static final List<String> RULES = List.of("stretch", "letterbox", "crop");

  /** Of the upright scene; eight does not divide them. */
  private static final int WIDTH = 601;

  private static final int HEIGHT = 403;

  /** Of the model: an eighth of the scene is enough. */
  private static final int SIDE = 24;

  /** What is bright in the scene. */
  private static final Part BRIGHT = new Part(211, 143, 122, 166);

  // Of 255. Photographs move by up to 12 (ReducedPhotosTest); here is one edge.
  private static final double MOST = 8;
  private static final double MEAN = 0.8;

  /** Of a pixel of the model's input. */
  private static final double PLACE = 0.03;

  @TempDir Path folder;
  private final FakeTensors tensors = new FakeTensors();
  private PictureDecoder decoder;
  private TensorBench<FakeTensors> bench;
  private BackendSession session;

  @BeforeEach
  void open() {
    TurboJpeg.Outcome turbo = TurboJpeg.search(BackendSettings.NONE);
    if (turbo.decoder() == null) {
      PictureTools.missing(turbo.reason());
    }
    decoder = new PictureDecoder(50_000_000, turbo.decoder());
    bench = new TensorBench<>(folder, tensors);
    session = bench.beside(new ImageBackendProvider().open(BackendSettings.NONE));
    tensors.width = SIDE;
    tensors.height = SIDE;
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8})
  void answersAreThoseOfAllPixels(int orientation) throws IOException {
    for (Map.Entry<String, byte[]> kind : jpegs(orientation).entrySet()) {
      Tensor jpeg = tensor(kind.getValue());
      Tensor png = tensor(asPng(kind.getValue()));
      for (String rule : RULES) {
        String what = kind.getKey() + ", " + rule;
        assertSameLabels(rule, jpeg, png, what);
        assertSameBoxes(rule, jpeg, png, what);
        assertSamePoints(rule, jpeg, png, what);
        if (!rule.equals("crop")) {
          assertSameMask(rule, jpeg, png, what);
          assertSameMap(rule, jpeg, png, what);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Annotation.class,
      names = {"PNG", "JPEG"})
  void whatIsDrawnOnHasAllPixels(Annotation kind) throws IOException {
    byte[] jpeg = upright(baseline(stored(6)), 6);
    for (String task : TASKS) {
      ResourceId model = model(task, "stretch");
      Tensor drawn = ask(task, model, tensor(jpeg), kind);
      float[] seen = tensors.seen;
      assertEquals(WIDTH, Drawn.image(drawn).getWidth(), task);
      assertEquals(HEIGHT, Drawn.image(drawn).getHeight(), task);
      assertEquals(0, ask(task, model, tensor(asPng(jpeg)), NONE).data().byteSize());
      assertArrayEquals(tensors.seen, seen, task);
      assertEquals(0, ask(task, model, tensor(jpeg), NONE).data().byteSize());
      assertFalse(Arrays.equals(tensors.seen, seen), task);
    }
  }

  @Test
  void largePhotographsTakeTheMemoryOfSmallOnes() throws IOException {
    byte[] ppm = Scenes.ppm(scene(4001, 3001, new Part(1000, 800, 900, 700)));
    Tensor jpeg = tensor(Jpegs.cjpeg(ppm, "-quality 90"));
    for (String task : TASKS) {
      ResourceId model = model(task, "letterbox");
      long before = Allocation.bytesOfThisThread();
      ask(task, model, jpeg, NONE);
      long taken = Allocation.bytesOfThisThread() - before;
      // All of them are 36 MB, an eighth each way 0.6.
      assertTrue(taken < 4_000_000, task + " took " + taken + " bytes");
    }
  }

  @Test
  void onePictureIsSeenAsOneOfMany() throws IOException {
    byte[] jpeg = upright(baseline(stored(3)), 3);
    for (String rule : RULES) {
      ResourceId model = model("classify", rule);
      List<Label> one = images().classify(model, MemorySegment.ofArray(jpeg), 3);
      float[] seen = tensors.seen;
      List<Tensor> pictures = List.of(tensor(asPng(jpeg)), tensor(jpeg));
      assertEquals(one, images().classifyAll(model, pictures, 3, NONE).getLast().items());
      assertArrayEquals(seen, tensors.seen);
    }
  }

  private void assertSameLabels(String rule, Tensor jpeg, Tensor png, String what)
      throws IOException {
    ResourceId model = model("classify", rule);
    Labels reduced = images().classifyAll(model, List.of(jpeg), 3, NONE).getFirst();
    float[] seen = tensors.seen;
    Labels full = images().classifyAll(model, List.of(png), 3, NONE).getFirst();
    assertSameSize(full.width(), full.height(), reduced.width(), reduced.height(), what);
    for (int i = 0; i < 3; i++) {
      assertEquals(full.items().get(i).index(), reduced.items().get(i).index(), what);
      assertEquals(full.items().get(i).score(), reduced.items().get(i).score(), 0.005, what);
    }
    assertClose(tensors.seen, seen, what);
  }

  private void assertSameBoxes(String rule, Tensor jpeg, Tensor png, String what)
      throws IOException {
    ResourceId model = model("detect", rule);
    Detections reduced = images().detect(model, List.of(jpeg), 0.5f, 9, NONE).getFirst();
    float[] seen = tensors.seen;
    Detections full = images().detect(model, List.of(png), 0.5f, 9, NONE).getFirst();
    assertSameSize(full.width(), full.height(), reduced.width(), reduced.height(), what);
    Detection expected = full.items().getFirst();
    Detection found = reduced.items().getFirst();
    assertPlace(expected.left(), found.left(), rule, what);
    assertPlace(expected.top(), found.top(), rule, what);
    assertPlace(expected.right(), found.right(), rule, what);
    assertPlace(expected.bottom(), found.bottom(), rule, what);
    // It is where it was drawn, as far as a model of so few pixels can tell.
    double pixel = inputPixel(rule);
    assertEquals(BRIGHT.left(), found.left(), pixel / 2, what);
    assertEquals(BRIGHT.top(), found.top(), pixel / 2, what);
    assertEquals(BRIGHT.left() + BRIGHT.width(), found.right(), pixel / 2, what);
    assertEquals(BRIGHT.top() + BRIGHT.height(), found.bottom(), pixel / 2, what);
    assertClose(tensors.seen, seen, what);
  }

  private void assertSamePoints(String rule, Tensor jpeg, Tensor png, String what)
      throws IOException {
    ResourceId model = model("pose", rule);
    Poses reduced = images().pose(model, List.of(jpeg), 0, 9, NONE).getFirst();
    float[] seen = tensors.seen;
    Poses full = images().pose(model, List.of(png), 0, 9, NONE).getFirst();
    assertSameSize(full.width(), full.height(), reduced.width(), reduced.height(), what);
    for (int i = 0; i < 2; i++) {
      KeyPoint expected = full.items().getFirst().points().get(i);
      KeyPoint found = reduced.items().getFirst().points().get(i);
      assertPlace(expected.x(), found.x(), rule, what);
      assertPlace(expected.y(), found.y(), rule, what);
    }
    assertClose(tensors.seen, seen, what);
  }

  private void assertSameMask(String rule, Tensor jpeg, Tensor png, String what)
      throws IOException {
    ResourceId model = model("segment", rule);
    Segmentation reduced = images().segment(model, List.of(jpeg), NONE).getFirst();
    float[] seen = tensors.seen;
    Segmentation full = images().segment(model, List.of(png), NONE).getFirst();
    assertSameSize(full.width(), full.height(), reduced.width(), reduced.height(), what);
    assertEquals(full.mask().shape(), reduced.mask().shape(), what);
    byte[] expected = full.mask().data().toArray(ValueLayout.JAVA_BYTE);
    byte[] found = reduced.mask().data().toArray(ValueLayout.JAVA_BYTE);
    int border = (tensors.seen.length - expected.length) / 2;
    for (int i = 0; i < expected.length; i++) {
      double margin = Math.abs(tensors.seen[border + i] - Looking.BRIGHT) * 127.5;
      assertTrue(expected[i] == found[i] || margin <= MOST, what + " at " + i);
    }
    for (int i = 0; i < 2; i++) {
      assertEquals(full.classes().get(i).index(), reduced.classes().get(i).index(), what);
      assertEquals(full.classes().get(i).share(), reduced.classes().get(i).share(), 0.02, what);
    }
    assertClose(tensors.seen, seen, what);
  }

  private void assertSameMap(String rule, Tensor jpeg, Tensor png, String what) throws IOException {
    ResourceId model = model("depth", rule);
    DepthMap reduced = images().depth(model, List.of(jpeg), NONE).getFirst();
    DepthMap full = images().depth(model, List.of(png), NONE).getFirst();
    assertSameSize(full.width(), full.height(), reduced.width(), reduced.height(), what);
    assertEquals(full.depth().shape(), reduced.depth().shape(), what);
    assertEquals(Shape.of(rule.equals("letterbox") ? 16 : SIDE, SIDE), full.depth().shape());
    assertClose(full.depth().floats(), reduced.depth().floats(), what);
  }

  private static void assertSameSize(
      int fullWidth, int fullHeight, int width, int height, String what) {
    assertEquals(WIDTH + "x" + HEIGHT, width + "x" + height, what);
    assertEquals(WIDTH + "x" + HEIGHT, fullWidth + "x" + fullHeight, what);
  }

  /** Pixels of the picture that one of the input shows. */
  private static double inputPixel(String rule) {
    return (double) (rule.equals("crop") ? HEIGHT : WIDTH) / SIDE;
  }

  private static void assertPlace(float expected, float found, String rule, String what) {
    assertEquals(expected, found, PLACE * inputPixel(rule), what);
  }

  /** Close, but not of all pixels. */
  private static void assertClose(float[] expected, float[] found, String what) {
    assertEquals(expected.length, found.length, what);
    double sum = 0;
    for (int i = 0; i < expected.length; i++) {
      double difference = Math.abs(expected[i] - found[i]) * 127.5;
      assertTrue(difference <= MOST, what + ": " + difference + " at " + i);
      sum += difference;
    }
    assertTrue(sum <= MEAN * expected.length, what + ": " + sum / expected.length + " on average");
    assertTrue(sum > 0, what + " was not reduced");
  }

  /** The annotated picture. */
  private Tensor ask(String task, ResourceId model, Tensor picture, Annotation kind) {
    List<Tensor> one = List.of(picture);
    return switch (task) {
      case "classify" -> images().classifyAll(model, one, 3, kind).getFirst().annotated();
      case "detect" -> images().detect(model, one, 0, 9, kind).getFirst().annotated();
      case "segment" -> images().segment(model, one, kind).getFirst().annotated();
      case "pose" -> images().pose(model, one, 0, 9, kind).getFirst().annotated();
      case "depth" -> images().depth(model, one, kind).getFirst().annotated();
      default -> throw new IllegalArgumentException(task);
    };
  }

  private ImageApi images() {
    return session.api(ImageApi.class);
  }

  private ResourceId model(String task, String rule) throws IOException {
    tensors.look = Looking.of(task);
    String labels = task.equals("classify") ? "a b c" : task.equals("depth") ? "" : "a b";
    String input = "`resize`:`" + rule + "`,";
    return bench.add(TaskBundle.write(folder, task, labels, Looking.decoding(task), input));
  }

  /** Kinds of JPEG of the scene, upright by this orientation; 0: without a word of it. */
  private static Map<String, byte[]> jpegs(int orientation) throws IOException {
    Pixels stored = stored(orientation);
    Map<String, byte[]> kinds = new LinkedHashMap<>();
    kinds.put("baseline", baseline(stored));
    kinds.put("progressive", Jpegs.cjpeg(Scenes.ppm(stored), "-quality 90 -progressive"));
    kinds.put("gray", Jpegs.cjpeg(Scenes.ppm(stored), "-quality 90 -grayscale"));
    kinds.put("CMYK", Jpegs.cmyk(stored));
    kinds.replaceAll((_, jpeg) -> upright(jpeg, orientation));
    return kinds;
  }

  /** The scene so that this orientation turns it upright. */
  private static Pixels stored(int orientation) {
    int inverse = orientation == 6 ? 8 : orientation == 8 ? 6 : orientation;
    return Upright.of(scene(WIDTH, HEIGHT, BRIGHT), inverse);
  }

  private static byte[] baseline(Pixels stored) {
    return Jpegs.cjpeg(Scenes.ppm(stored), "-quality 90");
  }

  private static byte[] upright(byte[] jpeg, int orientation) {
    return orientation == 0 ? jpeg : PictureDecoderTest.withOrientation(jpeg, orientation, true);
  }

  private byte[] asPng(byte[] jpeg) {
    return Scenes.encode(Scenes.image(decoder.decode(MemorySegment.ofArray(jpeg))), "png");
  }

  private static Tensor tensor(byte[] bytes) {
    return new Tensor(ElementType.U8, Shape.of(bytes.length), MemorySegment.ofArray(bytes));
  }

  /** Dark from the left to the right, with one part that is bright. */
  private static Pixels scene(int width, int height, Part bright) {
    byte[] data = new byte[width * height * 3];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        boolean inside =
            x >= bright.left()
                && x < bright.left() + bright.width()
                && y >= bright.top()
                && y < bright.top() + bright.height();
        int at = (y * width + x) * 3;
        data[at] = (byte) (inside ? 200 : 10 + 40 * x / width);
        data[at + 1] = (byte) (inside ? 190 : 50 - 40 * x / width + 10 * y / height);
        data[at + 2] = (byte) (inside ? 160 : 30);
      }
    }
    return new Pixels(width, height, 3, false, data);
  }
}
