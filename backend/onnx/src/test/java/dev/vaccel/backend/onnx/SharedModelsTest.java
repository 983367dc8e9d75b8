package dev.vaccel.backend.onnx;

import static dev.vaccel.testing.TensorBench.assertFails;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vaccel.api.ElementType;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ModelHandle;
import dev.vaccel.api.NamedTensor;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Shape;
import dev.vaccel.api.Tensor;
import dev.vaccel.backend.tensor.TensorBackend;
import dev.vaccel.testing.SharedModels;
import dev.vaccel.testing.TensorBench;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real models against outputs that were recorded with ONNX Runtime elsewhere. */
class SharedModelsTest {
  private static final int CHUNK = 512;
  private static final int CONTEXT = 64;

  @TempDir Path folder;
  private TensorBench<TensorBackend> bench;

  @BeforeEach
  void open() {
    bench = Onnx.bench(folder);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @Test
  void mnistReadsItsDigit() throws IOException {
    ModelHandle model = load("onnx/mnist_8.onnx");
    float[] input = SharedModels.npy("onnx_mnist_8__mnist_0_in");
    float[] expected = SharedModels.npy("onnx_mnist_8__mnist_0_out");
    float[] logits =
        run(model, new NamedTensor("Input3", Tensor.ofFloats(Shape.of(1, 1, 28, 28), input)))
            .floats();
    // Logits of thousands: other processors sum in another order.
    assertArrayEquals(expected, logits, 0.1f);
  }

  @Test
  void squeezenetGivesTheRecordedProbabilities() throws IOException {
    ModelHandle model = load("onnx/squeezenet_fp16.onnx");
    float[] pixels = SharedModels.npy("onnx_squeezenet_fp16_onnx__chelsea_rgb");
    float[] mean = {104, 117, 123};
    ByteBuffer data = ByteBuffer.allocate(3 * 224 * 224 * 2).order(ByteOrder.LITTLE_ENDIAN);
    for (int channel = 0; channel < 3; channel++) {
      for (int i = 0; i < 224 * 224; i++) {
        float pixel = pixels[3 * i + 2 - channel];
        data.putShort(Float.floatToFloat16(pixel - mean[channel]));
      }
    }
    Tensor output =
        run(
            model,
            new NamedTensor(
                "data_0",
                new Tensor(
                    ElementType.F16,
                    Shape.of(1, 3, 224, 224),
                    MemorySegment.ofArray(data.array()))));
    assertEquals(Shape.of(1, 1000, 1, 1), output.shape());
    float[] probabilities = new float[1000];
    for (int i = 0; i < probabilities.length; i++) {
      probabilities[i] =
          Float.float16ToFloat(output.data().get(ValueLayout.JAVA_SHORT_UNALIGNED, 2L * i));
    }
    assertArrayEquals(
        SharedModels.npy("onnx_squeezenet_fp16_onnx__chelsea_out"), probabilities, 0.002f);
  }

  @Test
  void sileroFindsTheSpeechOverManyCallsWithState() throws IOException {
    ModelHandle model = load("onnx/silero_vad_16k.onnx");
    byte[] wav = Files.readAllBytes(SharedModels.file("images/audio/speech_60s.wav"));
    ByteBuffer samples = ByteBuffer.wrap(wav).order(ByteOrder.LITTLE_ENDIAN).position(44);
    Tensor rate =
        new Tensor(
            ElementType.I64, Shape.of(), MemorySegment.ofArray(new long[] {16_000}).asReadOnly());
    Tensor state = Tensor.ofFloats(Shape.of(2, 1, 128), new float[256]);
    float[] expected = SharedModels.npy("onnx_silero_vad_16k_onnx__speech_60s_probs");
    float[] probabilities = new float[expected.length];
    float[] window = new float[CONTEXT + CHUNK];
    for (int chunk = 0; chunk < expected.length; chunk++) {
      System.arraycopy(window, CHUNK, window, 0, CONTEXT);
      for (int i = 0; i < CHUNK; i++) {
        window[CONTEXT + i] = samples.hasRemaining() ? samples.getShort() / 32768f : 0;
      }
      List<NamedTensor> outputs =
          bench
              .tensors()
              .run(
                  model,
                  List.of(
                      new NamedTensor("sr", rate),
                      new NamedTensor("state", state),
                      new NamedTensor(
                          "input", Tensor.ofFloats(Shape.of(1, window.length), window))),
                  List.of("stateN", "output"));
      state = outputs.get(0).tensor();
      probabilities[chunk] = outputs.get(1).tensor().floats()[0];
    }
    assertArrayEquals(expected, probabilities, 0.001f);
    int speech = 0;
    for (float probability : probabilities) {
      speech += probability >= 0.5f ? 1 : 0;
    }
    assertEquals(1452, speech);
  }

  @Test
  void superResolutionKeepsThePictureAtEveryBatchSize() throws IOException {
    ModelHandle model = load("onnx/super_resolution_x3.onnx");
    float[] luma = SharedModels.npy("onnx_super_resolution_x3__chelsea_in");
    float[] twice = Arrays.copyOf(luma, 2 * luma.length);
    System.arraycopy(luma, 0, twice, luma.length, luma.length);
    Tensor output =
        run(model, new NamedTensor("input", Tensor.ofFloats(Shape.of(2, 1, 224, 224), twice)));
    assertEquals(Shape.of(2, 1, 672, 672), output.shape());
    float[] large = output.floats();
    double squares = 0;
    for (int y = 0; y < 224; y++) {
      for (int x = 0; x < 224; x++) {
        double mean = 0;
        for (int dy = 0; dy < 3; dy++) {
          for (int dx = 0; dx < 3; dx++) {
            mean += large[(3 * y + dy) * 672 + 3 * x + dx] / 9;
          }
        }
        squares += Math.pow(mean - luma[y * 224 + x], 2);
      }
    }
    assertEquals(0.00607, Math.sqrt(squares / (224 * 224)), 0.0002);
    assertArrayEquals(
        Arrays.copyOf(large, 672 * 672), Arrays.copyOfRange(large, 672 * 672, 2 * 672 * 672));
  }

  @Test
  void modelWithoutOpsetIsRefusedInOnnxRuntimesWords() throws IOException {
    ResourceId id = add("onnx/invalid_no_opset.onnx");
    assertFails(
        ErrorCode.MODEL_INVALID, () -> bench.tensors().load(id), "Missing opset in the model");
  }

  @Test
  void tfliteModelIsRefusedByItsFormat() throws IOException {
    ResourceId id = add("tflite/resnet8_cifar10_float.tflite");
    assertFails(ErrorCode.UNSUPPORTED_TYPE, () -> bench.tensors().load(id), "tflite");
  }

  @Test
  void everySharedModelIsDescribed() throws IOException {
    for (String name :
        List.of(
            "deeplabv3_257",
            "fastestdet_352",
            "hourglass_pose_192",
            "mobilenet_v1_025_224",
            "own_shapes_cls",
            "own_stick_pose",
            "sinet_portrait_320",
            "ultraface_rfb_320")) {
      ModelHandle model = load("onnx/" + name + ".onnx");
      assertEquals(4, bench.tensors().describe(model).inputs().getFirst().dims().size(), name);
      bench.tensors().unload(model);
    }
  }

  private ModelHandle load(String name) throws IOException {
    return bench.tensors().load(add(name));
  }

  private ResourceId add(String name) throws IOException {
    return bench.add(Files.readAllBytes(SharedModels.file(name)));
  }

  private Tensor run(ModelHandle model, NamedTensor input) {
    return bench.tensors().run(model, List.of(input), List.of()).getFirst().tensor();
  }
}
