package dev.vaccel.backend.tflite;

import static dev.vaccel.testing.SharedModels.npy;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ElementType;
import dev.vaccel.api.ModelHandle;
import dev.vaccel.api.ModelInfo;
import dev.vaccel.api.NamedTensor;
import dev.vaccel.api.Shape;
import dev.vaccel.api.Tensor;
import dev.vaccel.api.TensorInfo;
import dev.vaccel.backend.tensor.TensorBackend;
import dev.vaccel.testing.Pictures;
import dev.vaccel.testing.SharedModels;
import dev.vaccel.testing.TensorBench;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real models against outputs that were recorded with TensorFlow Lite 2.20 elsewhere. */
@Timeout(300)
class SharedModelsTest {
  /** Of one value of a quantized output: the last place may be rounded otherwise. */
  private static final float QUANTUM = 1 / 256f;

  @TempDir Path folder;
  private TensorBench<TensorBackend> bench;

  @BeforeEach
  void open() {
    bench = Tflite.bench(folder, Map.of());
  }

  @AfterEach
  void close() {
    if (bench != null) {
      bench.close();
    }
  }

  // The tolerance is that of the recorded outputs: other processors sum in another order.
  @ParameterizedTest
  @CsvSource({
    "mobilenet_v1_025_224_float, chelsea, 127.5, 127.5",
    "resnet8_cifar10_float, chelsea, 0, 1",
    "vww_96_float, astronaut, 0, 255"
  })
  void floatModelsGiveTheRecordedOutputs(String name, String picture, float mean, float scale)
      throws IOException {
    String id = "tflite_" + name + "_tflite__" + picture;
    float[] pixels = npy(id + "_rgb");
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (pixels[i] - mean) / scale;
    }
    assertArrayEquals(npy(id + "_out"), run(name, floats(name, pixels)).floats(), 0.002f);
  }

  @ParameterizedTest
  @CsvSource({
    "mobilenet_v1_025_224_quant, chelsea",
    "resnet8_cifar10_int8, kodim20",
    "vww_96_int8, coffee"
  })
  void quantizedModelsTakeAndGiveBytesAsTheyAre(String name, String picture) throws IOException {
    String id = "tflite_" + name + "_tflite__" + picture;
    TensorInfo input = input(name);
    boolean signed = input.elementType() == ElementType.I8;
    float[] pixels = npy(id + "_rgb");
    byte[] bytes = new byte[pixels.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (pixels[i] - (signed ? 128 : 0));
    }
    Tensor output = run(name, new Tensor(input.elementType(), shape(input), memory(bytes)));
    assertEquals(input.elementType(), output.elementType());
    byte[] quantized = output.data().toArray(ValueLayout.JAVA_BYTE);
    float[] values = new float[quantized.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (signed ? quantized[i] + 128 : Byte.toUnsignedInt(quantized[i])) * QUANTUM;
    }
    assertArrayEquals(npy(id + "_out"), values, 1.01f * QUANTUM);
  }

  @ParameterizedTest
  @ValueSource(strings = {"yes", "silence"})
  void spokenWordsAreTold(String word) throws IOException {
    String name = "kws_dscnn_float";
    String id = "tflite_" + name + "__" + word;
    assertArrayEquals(npy(id + "_out"), run(name, floats(name, npy(id + "_in"))).floats(), 0.0005f);
  }

  @Test
  void sameNetworkGivesWhatOnnxRuntimeGave() throws IOException {
    String onnx = "onnx_mobilenet_v1_025_224_onnx__chelsea";
    float[] pixels = npy(onnx + "_rgb");
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (pixels[i] - 127.5f) / 127.5f;
    }
    String name = "mobilenet_v1_025_224_float";
    assertArrayEquals(npy(onnx + "_out"), run(name, floats(name, pixels)).floats(), 0.001f);
  }

  @ParameterizedTest
  @CsvSource({"kodim23, png", "kodim20, png", "kodim12, png", "street_dog, jpg"})
  void detectorFindsWhatWasFound(String picture, String type) throws IOException {
    String name = "ssd_mobilenet_v1_coco_quant";
    String expected = SharedModels.expected("tflite_" + name + "_tflite__" + picture);
    ModelHandle model = load(name);
    List<NamedTensor> outputs =
        bench
            .tensors()
            .run(
                model,
                List.of(new NamedTensor(input(name).name(), picture(name, picture, type))),
                List.of());
    assertEquals(4, outputs.size());
    float[] boxes = outputs.get(0).tensor().floats();
    float[] classes = outputs.get(1).tensor().floats();
    float[] scores = outputs.get(2).tensor().floats();
    float[] size = numbers(expected, "\"image_size\": \\[([^]]*)\\]").getFirst();
    Matcher each =
        Pattern.compile(
                "\"class\": (\\d+), \"score\": ([0-9.]+), \"xyxy\": \\[([^]]*)\\], \"stable\":"
                    + " true")
            .matcher(expected);
    int wanted = 0;
    while (each.find()) {
      wanted++;
      float[] box = floats(each.group(3));
      boolean found = false;
      for (int i = 0; i < scores.length; i++) {
        found |=
            classes[i] == Integer.parseInt(each.group(1))
                && Math.abs(scores[i] - Float.parseFloat(each.group(2))) < 0.06f
                && Math.abs(boxes[4 * i] * size[1] - box[1]) < 0.04f * size[1]
                && Math.abs(boxes[4 * i + 1] * size[0] - box[0]) < 0.04f * size[0]
                && Math.abs(boxes[4 * i + 2] * size[1] - box[3]) < 0.04f * size[1]
                && Math.abs(boxes[4 * i + 3] * size[0] - box[2]) < 0.04f * size[0];
      }
      assertTrue(found, picture + ": " + each.group() + " in " + Arrays.toString(scores));
    }
    assertTrue(wanted > 0, picture);
  }

  @ParameterizedTest
  @ValueSource(strings = {"chelsea", "astronaut", "kodim20"})
  void segmentationGivesTheRecordedMask(String picture) throws IOException {
    String name = "deeplabv3_257";
    float[] mask = npy("tflite_" + name + "_tflite__" + picture + "_mask");
    Tensor output = run(name, floats(name, pixels(name, picture, 127.5f, 127.5f)));
    assertEquals(Shape.of(1, 257, 257, 21), output.shape());
    float[] scores = output.floats();
    int same = 0;
    for (int i = 0; i < mask.length; i++) {
      int best = 0;
      for (int c = 1; c < 21; c++) {
        best = scores[i * 21 + c] > scores[i * 21 + best] ? c : best;
      }
      same += best == (int) mask[i] ? 1 : 0;
    }
    // Borders move by a pixel with the last bit of the scaled picture.
    assertTrue(same > 0.99 * mask.length, picture + ": " + same + " of " + mask.length);
  }

  @ParameterizedTest
  @ValueSource(strings = {"kodim18", "astronaut"})
  void jointsAreWhereTheyWere(String picture) throws IOException {
    String name = "movenet_lightning_int8";
    float[] joints = run(name, picture(name, picture, "png")).floats();
    List<float[]> expected = stableJoints("tflite_" + name + "_tflite__" + picture);
    assertTrue(expected.size() > 5);
    for (float[] joint : expected) {
      int at = 3 * (int) joint[0];
      assertEquals(joint[1], joints[at + 1], 0.03f, picture + " x of joint " + (int) joint[0]);
      assertEquals(joint[2], joints[at], 0.03f, picture + " y of joint " + (int) joint[0]);
      assertEquals(joint[3], joints[at + 2], 0.15f, picture + " score " + (int) joint[0]);
    }
  }

  @Test
  void heatmapsPeakAtTheJoints() throws IOException {
    String name = "hourglass_pose_192";
    float[] pixels = pixels(name, "kodim18", 0, 1);
    for (int i = 0; i < pixels.length; i += 3) {
      float red = pixels[i];
      pixels[i] = pixels[i + 2];
      pixels[i + 2] = red;
    }
    float[] maps = run(name, floats(name, pixels)).floats();
    for (float[] joint : stableJoints("tflite_" + name + "_tflite__kodim18")) {
      int best = 0;
      for (int i = 0; i < 48 * 48; i++) {
        best = maps[i * 14 + (int) joint[0]] > maps[best * 14 + (int) joint[0]] ? i : best;
      }
      // One cell of the map: a peak between two falls to either.
      int row = best / 48;
      int column = best % 48;
      assertEquals(joint[1], (column + 0.5f) / 48, 1.01f / 48, "x of joint " + (int) joint[0]);
      assertEquals(joint[2], (row + 0.5f) / 48, 1.01f / 48, "y of joint " + (int) joint[0]);
    }
  }

  @Test
  void kernelsWithoutXnnpackAgree() throws IOException {
    String name = "mobilenet_v1_025_224_float";
    float[] pixels = pixels(name, "chelsea", 127.5f, 127.5f);
    float[] with = run(name, floats(name, pixels)).floats();
    bench.close();
    bench = Tflite.bench(folder, Map.of("xnnpack", "false", "threads", "2"));
    assertEquals("2.20.0", bench.backend().version());
    assertArrayEquals(with, run(name, floats(name, pixels)).floats(), 0.001f);
  }

  private Tensor run(String name, Tensor input) throws IOException {
    return bench
        .tensors()
        .run(load(name), List.of(new NamedTensor(input(name).name(), input)), List.of())
        .getFirst()
        .tensor();
  }

  private ModelHandle load(String name) throws IOException {
    return bench
        .tensors()
        .load(bench.add(Files.readAllBytes(SharedModels.file("tflite/" + name + ".tflite"))));
  }

  private TensorInfo input(String name) throws IOException {
    ModelInfo info = bench.tensors().describe(load(name));
    assertEquals("tflite", info.backend());
    return info.inputs().getFirst();
  }

  private Tensor floats(String name, float[] values) throws IOException {
    return Tensor.ofFloats(shape(input(name)), values);
  }

  private Tensor picture(String name, String picture, String type) throws IOException {
    TensorInfo input = input(name);
    assertEquals(ElementType.U8, input.elementType());
    int side = input.dims().get(1).intValue();
    Path file = SharedModels.file("images/" + picture + "." + type);
    return new Tensor(ElementType.U8, shape(input), memory(Pictures.stretched(file, side, side)));
  }

  private float[] pixels(String name, String picture, float mean, float scale) throws IOException {
    int side = input(name).dims().get(1).intValue();
    byte[] bytes = Pictures.stretched(SharedModels.file("images/" + picture + ".png"), side, side);
    float[] pixels = new float[bytes.length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (Byte.toUnsignedInt(bytes[i]) - mean) / scale;
    }
    return pixels;
  }

  /** With 1 for what a run decides: the batch. */
  private static Shape shape(TensorInfo info) {
    return Shape.of(info.dims().stream().mapToLong(Math::abs).toArray());
  }

  private static MemorySegment memory(byte[] bytes) {
    return MemorySegment.ofArray(bytes);
  }

  /** Number, x, y and score of each joint that does not depend on how the picture is scaled. */
  private static List<float[]> stableJoints(String id) throws IOException {
    List<float[]> joints = new ArrayList<>();
    Matcher each =
        Pattern.compile(
                "\"x\": ([0-9.]+), \"y\": ([0-9.]+), \"score\": ([0-9.]+), \"stable\": (\\w+)")
            .matcher(SharedModels.expected(id));
    for (int i = 0; each.find(); i++) {
      if (each.group(4).equals("true")) {
        joints.add(
            new float[] {
              i,
              Float.parseFloat(each.group(1)),
              Float.parseFloat(each.group(2)),
              Float.parseFloat(each.group(3))
            });
      }
    }
    return joints;
  }

  private static List<float[]> numbers(String text, String pattern) {
    List<float[]> all = new ArrayList<>();
    Matcher each = Pattern.compile(pattern).matcher(text);
    while (each.find()) {
      all.add(floats(each.group(1)));
    }
    return all;
  }

  private static float[] floats(String list) {
    String[] parts = list.split(", *", -1);
    float[] values = new float[parts.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.parseFloat(parts[i]);
    }
    return values;
  }
}
