package dev.vaccel.backend.image;

import static dev.vaccel.backend.image.Scenes.encode;
import static dev.vaccel.testing.TensorBench.assertFails;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vaccel.api.Annotation;
import dev.vaccel.api.BackendException;
import dev.vaccel.api.DepthMap;
import dev.vaccel.api.Detection;
import dev.vaccel.api.ElementType;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ImageApi;
import dev.vaccel.api.KeyPoint;
import dev.vaccel.api.Labels;
import dev.vaccel.api.MaskClass;
import dev.vaccel.api.Poses;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Segmentation;
import dev.vaccel.api.Shape;
import dev.vaccel.api.Tensor;
import dev.vaccel.api.spi.BackendSession;
import dev.vaccel.api.spi.BackendSettings;
import dev.vaccel.model.Bundles;
import dev.vaccel.model.ModelBundle;
import dev.vaccel.model.Task;
import dev.vaccel.testing.TensorBench;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every operation on many pictures, on a model that answers what the test says. */
class ImageTasksTest {
  private static final Annotation NONE = Annotation.NONE;

  @TempDir Path folder;
  private final FakeTensors tensors = new FakeTensors();
  private TensorBench<FakeTensors> bench;
  private BackendSession session;

  @BeforeEach
  void open() {
    bench = new TensorBench<>(folder, tensors);
    session = bench.beside(new ImageBackendProvider().open(BackendSettings.NONE));
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void batchIsOneRunWhereTheShapesAllowIt() throws IOException {
    ResourceId model = bundle("classify", "a b c", "");
    tensors.batch = -1;
    List<Labels> answers = images().classifyAll(model, pictures(5), 1, NONE);
    assertEquals(1, tensors.runs);
    assertEquals(5, answers.size());
    for (int i = 0; i < 5; i++) {
      assertEquals(i + 1, answers.get(i).width());
      assertEquals(
          i % 3, answers.get(i).items().getFirst().index(), "the answers keep their order");
    }
  }

  @Test
  void batchIsOneRunForEachWhereTheModelTakesOne() throws IOException {
    ResourceId model = bundle("classify", "a b c", "");
    List<Labels> answers = images().classifyAll(model, pictures(5), 1, NONE);
    assertEquals(5, tensors.runs);
    assertEquals(4, answers.get(3).width());
  }

  @Test
  void modelThatBreaksItsPromiseOfAnyBatchIsRunForEach() throws IOException {
    ResourceId model = bundle("classify", "a b c", "");
    tensors.batch = -1;
    tensors.mostAtOnce = 1;
    assertEquals(5, images().classifyAll(model, pictures(5), 1, NONE).size());
    assertEquals(6, tensors.runs);
    assertEquals(3, images().classifyAll(model, pictures(3), 1, NONE).size());
    assertEquals(9, tensors.runs, "it is not tried again");
    tensors.mostAtOnce = 0;
    assertFails(
        ErrorCode.BACKEND_FAILED,
        () -> images().classifyAll(model, pictures(2), 1, NONE),
        "too many");
  }

  @Test
  void numberAndTypeOfPicturesAreChecked() throws IOException {
    ResourceId model = bundle("classify", "a b c", "");
    for (int count : new int[] {0, 257}) {
      assertFails(
          ErrorCode.INVALID_ARGUMENT,
          () ->
              images()
                  .classifyAll(model, Collections.nCopies(count, pictures(1).getFirst()), 1, NONE),
          count + " pictures",
          "1 to 256");
    }
    Tensor floats = Tensor.ofFloats(Shape.of(2), 1, 2);
    assertFails(
        ErrorCode.INVALID_ARGUMENT,
        () -> images().classifyAll(model, List.of(pictures(1).getFirst(), floats), 1, NONE),
        "picture 1 is f32[2]",
        "u8[n]");
  }

  @Test
  void pictureThatCannotBeDecodedIsNamed() throws IOException {
    ResourceId model = bundle("classify", "a b c", "");
    Tensor text = tensor("hello, this is no picture".getBytes(StandardCharsets.UTF_8));
    List<Tensor> pictures = new ArrayList<>(pictures(3));
    pictures.add(text);
    assertFails(
        ErrorCode.UNSUPPORTED_TYPE,
        () -> images().classifyAll(model, pictures, 1, NONE),
        "picture 3: is of no known format");
    byte[] cut = encode(new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB), "png");
    pictures.set(1, tensor(Arrays.copyOf(cut, cut.length / 2)));
    assertFails(
        ErrorCode.CORRUPT,
        () -> images().classifyAll(model, pictures, 1, NONE),
        "picture 1: this PNG is damaged");
    assertEquals(1, images().classifyAll(model, pictures(1), 1, NONE).size());
  }

  @Test
  void detectionsArePixelsOfThePicture() throws IOException {
    ResourceId model = bundle("detect", "a b", ",`decoding`:{`method`:`yolov5`,`unit`:`fraction`}");
    tensors.answer(Shape.of(1, 2, 7), 0.5f, 0.5f, 0.5f, 1, 1, 0, 0.5f, 0.5f, 0, 2, 2, 1, 1, 0);
    List<Detection> found = images().detect(model, pictures(4), 0.25f, 10, NONE).get(3).items();
    // The picture is 4 x 3.
    assertEquals(
        List.of(new Detection(0, "a", 1, 0, 0, 4, 3), new Detection(1, "b", 0.5f, 1, 0, 3, 3)),
        found);
    assertEquals(1, images().detect(model, pictures(1), 0.75f, 10, NONE).getFirst().items().size());
    assertEquals(1, images().detect(model, pictures(1), 0, 1, NONE).getFirst().items().size());
  }

  @Test
  void argumentsAreChecked() throws IOException {
    ResourceId model = bundle("detect", "a b", ",`decoding`:{`method`:`yolov5`}");
    for (float score : new float[] {-0.1f, 1.5f, Float.NaN}) {
      assertFails(
          ErrorCode.INVALID_ARGUMENT,
          () -> images().detect(model, pictures(1), score, 1, NONE),
          "minScore is " + score);
      assertFails(
          ErrorCode.INVALID_ARGUMENT, () -> images().pose(model, pictures(1), score, 1, NONE));
    }
    for (int limit : new int[] {0, 1001}) {
      assertFails(
          ErrorCode.INVALID_ARGUMENT,
          () -> images().detect(model, pictures(1), 0, limit, NONE),
          "limit is " + limit);
    }
  }

  @Test
  void masksCoverThePictureAlone() throws IOException {
    // 4 x 2 pixels lie in rows 1 and 2 of 4 x 4.
    ResourceId model =
        bundle("segment", "a b", ",`decoding`:{`method`:`class-mask`}", "`resize`:`letterbox`,");
    tensors.width = 4;
    tensors.height = 4;
    float[] mask = new float[16];
    mask[4] = 1;
    mask[0] = 1;
    tensors.answer(Shape.of(1, 4, 4), mask);
    Segmentation found = images().segment(model, List.of(picture(8, 4)), NONE).getFirst();
    assertEquals(Shape.of(2, 4), found.mask().shape());
    assertArrayEquals(
        new byte[] {1, 0, 0, 0, 0, 0, 0, 0}, found.mask().data().toArray(ValueLayout.JAVA_BYTE));
    assertEquals(
        List.of(new MaskClass(0, "a", 0.875f), new MaskClass(1, "b", 0.125f)), found.classes());
    assertEquals(8, found.width());
    assertEquals(0, found.annotated().data().byteSize());
  }

  @Test
  void mapsOfCroppedPicturesAreRefused() throws IOException {
    for (String task : List.of("segment", "depth")) {
      ResourceId model = bundle(task, "a b", "", "`resize`:`crop`,");
      assertFails(
          ErrorCode.INVALID_ARGUMENT,
          () -> images().segment(model, pictures(1), NONE),
          task.equals("segment") ? "crop" : "task is depth: expected segment");
    }
    assertEquals(0, tensors.loaded.size());
  }

  @Test
  void posesBelowTheScoreAreLeftOut() throws IOException {
    ResourceId model = bundle("pose", "head foot", ",`decoding`:{`method`:`key-points`}");
    tensors.answer(Shape.of(1, 2, 2, 3), 0.5f, 0.25f, 0.5f, 0, 0, 0.1f, 1, 1, 0.75f, 0, 1, 0.25f);
    Poses found = images().pose(model, List.of(picture(8, 4)), 0.25f, 10, NONE).getFirst();
    assertEquals(2, found.items().size());
    assertEquals(0.5f, found.items().getFirst().score());
    assertEquals(List.of(new KeyPoint(0, "head", 0.5f, 2, 2)), found.items().getFirst().points());
    assertEquals(1, images().pose(model, pictures(1), 0.6f, 10, NONE).getFirst().items().size());
    assertEquals(0, images().pose(model, pictures(1), 1, 10, NONE).getFirst().items().size());
    assertEquals(1, images().pose(model, pictures(1), 0, 1, NONE).getFirst().items().size());
  }

  @Test
  void depthOfEveryShape() throws IOException {
    ResourceId model = bundle("depth", "", ",`decoding`:{`method`:`depth-map`,`inverse`:false}");
    for (Shape shape : List.of(Shape.of(1, 1, 2, 1), Shape.of(1, 2, 1), Shape.of(1, 2, 1, 1))) {
      tensors.answer(shape, 1.5f, -2);
      DepthMap found = images().depth(model, pictures(1), NONE).getFirst();
      assertEquals(Shape.of(2, 1), found.depth().shape());
      assertArrayEquals(new float[] {1.5f, -2}, found.depth().floats());
    }
    tensors.answer(Shape.of(1, 1, 2), 1, Float.NEGATIVE_INFINITY);
    assertFails(
        ErrorCode.BACKEND_FAILED, () -> images().depth(model, pictures(1), NONE), "-Infinity at 1");
    tensors.answer(Shape.of(1, 2), 1, 2);
    assertFails(ErrorCode.MODEL_INVALID, () -> images().depth(model, pictures(1), NONE), "[1,2]");
  }

  @Test
  void modelsOfAnotherTaskAreRefused() throws IOException {
    ResourceId model = bundle("classify", "a b c", "");
    assertFails(
        ErrorCode.INVALID_ARGUMENT,
        () -> images().detect(model, pictures(1), 0, 1, NONE),
        "the bundle's task is classify: expected detect");
    assertFails(
        ErrorCode.INVALID_ARGUMENT,
        () -> images().depth(model, pictures(1), NONE),
        "task is classify: expected depth");
    assertEquals(0, tensors.loads, "it is not even loaded");
  }

  @Test
  void whatCannotBeFoundOutMustBeSaid() throws IOException {
    for (String task : List.of("detect", "depth")) {
      ResourceId model = bundle(task, "", "");
      assertFails(
          ErrorCode.INVALID_ARGUMENT,
          () -> {
            if (task.equals("detect")) {
              images().detect(model, pictures(1), 0, 1, NONE);
            } else {
              images().depth(model, pictures(1), NONE);
            }
          },
          "y[1,-1]",
          "answer of " + task,
          "decoding");
    }
    assertEquals(0, tensors.loaded.size());
  }

  @Test
  void answersThatAreTooLargeTogetherAreRefused() throws IOException {
    ResourceId id = bundle("classify", "a b c", "");
    ModelBundle bundle = Bundles.describe(bench.resource(id));
    PictureModel model = Answerer.of(Task.CLASSIFY, tensors, tensors.load(id), bundle).model();
    Batch batch = new Batch(new PictureDecoder(100, null), model, NONE);
    assertEquals(1, batch.answers(pictures(1), (_, _, _) -> "large", _ -> 512L << 20).size());
    assertFails(
        ErrorCode.INVALID_ARGUMENT,
        () -> batch.answers(pictures(3), (_, _, _) -> "large", _ -> 300L << 20),
        "for 2 pictures",
        "fewer pictures");
  }

  @Test
  void failuresOfTheFrameworkAreNotHidden() throws IOException {
    ResourceId model = bundle("classify", "a b c", "");
    tensors.failure = new BackendException(ErrorCode.DEVICE_LOST, "the device is gone");
    tensors.batch = -1;
    assertFails(
        ErrorCode.DEVICE_LOST, () -> images().classifyAll(model, pictures(3), 1, NONE), "gone");
    assertEquals(1, tensors.runs);
  }

  private ImageApi images() {
    return session.api(ImageApi.class);
  }

  /** Pictures of 1 x 3, 2 x 3, ... pixels. */
  private static List<Tensor> pictures(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(width -> picture(width, 3)).toList();
  }

  private static Tensor picture(int width, int height) {
    return tensor(encode(new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY), "png"));
  }

  private static Tensor tensor(byte[] bytes) {
    return new Tensor(ElementType.U8, Shape.of(bytes.length), MemorySegment.ofArray(bytes));
  }

  private ResourceId bundle(String task, String labels, String more) throws IOException {
    return bundle(task, labels, more, "");
  }

  private ResourceId bundle(String task, String labels, String more, String input)
      throws IOException {
    return bench.add(TaskBundle.write(folder, task, labels, more, input));
  }
}
