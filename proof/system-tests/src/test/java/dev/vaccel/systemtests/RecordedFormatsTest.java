package dev.vaccel.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vaccel.agent.Agent;
import dev.vaccel.agent.AgentOptions;
import dev.vaccel.api.ImageApi;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Session;
import dev.vaccel.backend.tensor.FrameworkDirectory;
import dev.vaccel.backend.tensor.FrameworkPackage;
import dev.vaccel.runtime.LocalRuntime;
import dev.vaccel.runtime.Vaccel;
import dev.vaccel.testing.Prerequisites;
import dev.vaccel.testing.RecordedAnswers;
import dev.vaccel.testing.RecordedModels;
import dev.vaccel.wire.spi.Address;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Pictures, answered by models of every format as each framework alone answered them. */
@Timeout(300)
class RecordedFormatsTest {
  private static final Set<String> BACKENDS =
      Set.of("image", "onnx", "tflite", "tensorflow", "pytorch");

  @TempDir static Path directory;
  private static LocalRuntime runtime;
  private static Session session;
  private static final Map<String, ResourceId> MODELS = new HashMap<>();

  @BeforeAll
  static void open() {
    for (FrameworkPackage framework : ServiceLoader.load(FrameworkPackage.class)) {
      Path installed = FrameworkDirectory.of(FrameworkDirectory.home(), framework);
      Prerequisites.require(
          Files.exists(installed.resolve(FrameworkDirectory.COMPLETE)),
          framework.name() + " is not installed: ./vaccel backend add " + framework.name());
    }
    runtime = LocalRuntime.open(BACKENDS, Map.of());
    session = runtime.openSession();
  }

  @AfterAll
  static void close() {
    if (runtime != null) {
      session.close();
      runtime.close();
      MODELS.clear();
    }
  }

  /** What was recorded with TensorFlow Lite about pictures. */
  static List<String> tflite() throws IOException {
    return RecordedModels.answers("tflite_").stream()
        .filter(name -> !name.contains("kws"))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("tflite")
  void tfliteModelsAnswerAsRecorded(String answer) throws IOException {
    String model = answer.substring(0, answer.indexOf("__")).replaceAll("_tflite$", "");
    RecordedAnswers.assertSame(session.api(ImageApi.class), model(session, model), answer);
  }

  /** One network in another format has the answer of its twin. */
  @ParameterizedTest
  @CsvSource({
    "tf_mobilenet_v1_025_224_savedmodel, onnx_mobilenet_v1_025_224_onnx__chelsea",
    "tf_mobilenet_v1_025_224_savedmodel, onnx_mobilenet_v1_025_224_onnx__golden_retriever",
    "tf_mobilenet_v1_025_224_savedmodel, onnx_mobilenet_v1_025_224_onnx__kodim23",
    "torch_mobilenet_v1_025_224, onnx_mobilenet_v1_025_224_onnx__chelsea",
    "torch_mobilenet_v1_025_224, onnx_mobilenet_v1_025_224_onnx__burger",
    "torch_deeplabv3_257, onnx_deeplabv3_257_onnx__chelsea",
    "tf_hourglass_pose_192_frozen, tflite_hourglass_pose_192_tflite__kodim18",
  })
  void twinsAnswerTheSame(String model, String answer) throws IOException {
    RecordedAnswers.assertSame(session.api(ImageApi.class), model(session, model), answer);
  }

  @Test
  void everyFormatIsAnsweredThroughAnAgent() throws IOException {
    Address address = Address.parse("unix://" + directory.resolve("agent.sock"));
    try (Agent _ = Agent.start(AgentOptions.at(address).withBackends(BACKENDS));
        Session remote = Vaccel.connect(address.toString())) {
      ImageApi images = remote.api(ImageApi.class);
      MODELS.clear();
      RecordedAnswers.assertSame(
          images,
          model(remote, "tflite_ssd_mobilenet_v1_coco_quant"),
          "tflite_ssd_mobilenet_v1_coco_quant_tflite__kodim12");
      RecordedAnswers.assertSame(
          images,
          model(remote, "tf_mobilenet_v1_025_224_savedmodel"),
          "onnx_mobilenet_v1_025_224_onnx__chelsea");
      RecordedAnswers.assertSame(
          images, model(remote, "torch_deeplabv3_257"), "onnx_deeplabv3_257_onnx__chelsea");
      assertEquals(3, MODELS.size());
    } finally {
      MODELS.clear();
    }
  }

  private static ResourceId model(Session where, String name) throws IOException {
    ResourceId known = MODELS.get(name);
    if (known != null) {
      return known;
    }
    Path bundle = Files.createTempDirectory(directory, "bundle").resolve(name);
    ResourceId id = where.register(RecordedModels.bundle(name, bundle));
    MODELS.put(name, id);
    return id;
  }
}
