package dev.vaccel.backend.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.Annotation;
import dev.vaccel.api.ImageApi;
import dev.vaccel.api.Labels;
import dev.vaccel.api.Poses;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Tensor;
import dev.vaccel.api.spi.Backend;
import dev.vaccel.api.spi.BackendSettings;
import dev.vaccel.backend.onnx.OnnxBackendProvider;
import dev.vaccel.testing.RecordedAnswers;
import dev.vaccel.testing.RecordedModels;
import dev.vaccel.testing.TensorBench;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real detectors, segmenters and others on real photographs, on ONNX Runtime. */
class RecordedPicturesTest {
  @TempDir Path folder;
  private TensorBench<Backend> bench;
  private ImageApi images;

  @BeforeEach
  void open() {
    bench = new TensorBench<>(folder, new OnnxBackendProvider().open(BackendSettings.NONE));
    Backend backend = new ImageBackendProvider().open(BackendSettings.NONE);
    images = bench.beside(backend).api(ImageApi.class);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "onnx_fastestdet_352_onnx__kodim12",
        "onnx_fastestdet_352_onnx__kodim20",
        "onnx_fastestdet_352_onnx__kodim23",
        "onnx_fastestdet_352_onnx__street_dog",
        "onnx_ultraface_rfb_320_onnx__astronaut",
        "onnx_ultraface_rfb_320_onnx__kodim04",
        "onnx_deeplabv3_257_onnx__chelsea",
        "onnx_sinet_portrait_320_onnx__astronaut",
        "onnx_sinet_portrait_320_onnx__kodim04",
        "onnx_hourglass_pose_192_onnx__kodim18",
      })
  void answersAreTheRecordedOnes(String answer) throws IOException {
    String model = answer.substring(0, answer.indexOf("_onnx__"));
    RecordedAnswers.assertSame(images, model(model), answer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1"})
  void ownModelsAnswerAsRecorded(String number) throws IOException {
    RecordedAnswers.assertSame(images, model("onnx_own_stick_pose"), "own_pose_" + number);
    RecordedAnswers.assertMask(images, model("onnx_own_scene_seg"), "own_scene_" + number);
    RecordedAnswers.assertDepth(images, model("onnx_own_scene_depth"), "own_scene_" + number);
  }

  @Test
  void manyPicturesAreAnsweredAsOneByOne() throws IOException {
    ResourceId model = model("onnx_own_stick_pose");
    List<Tensor> pictures = new ArrayList<>();
    for (int i = 0; i < 256; i++) {
      pictures.add(RecordedAnswers.picture("images/own/own_pose_" + i % 2 + ".png"));
    }
    List<Poses> all = images.pose(model, pictures, 0, 1, Annotation.NONE);
    assertEquals(pictures.size(), all.size());
    for (int i = 0; i < 2; i++) {
      Poses one = images.pose(model, pictures.subList(i, i + 1), 0, 1, Annotation.NONE).getFirst();
      Poses ofMany = all.get(254 + i);
      assertEquals(one.items().getFirst().score(), ofMany.items().getFirst().score(), 1e-4);
      assertEquals(
          one.items().getFirst().points().get(3).x(),
          ofMany.items().getFirst().points().get(3).x());
    }
  }

  @Test
  void halfPrecisionClassifiesABatch() throws IOException {
    List<Labels> all =
        images.classifyAll(
            model("onnx_squeezenet_fp16"),
            List.of(
                RecordedAnswers.picture("images/goldfish.jpg"),
                RecordedAnswers.picture("images/golden_retriever.jpg")),
            3,
            Annotation.NONE);
    assertEquals("goldfish, Carassius auratus", all.getFirst().items().getFirst().text());
    assertEquals("golden retriever", all.getLast().items().getFirst().text());
    assertTrue(all.getLast().items().getFirst().score() > 0.9);
    assertEquals(0, all.getFirst().annotated().data().byteSize());
  }

  private ResourceId model(String name) throws IOException {
    return bench.add(RecordedModels.bundle(name, folder.resolve(name)));
  }
}
