package dev.vaccel.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.vaccel.agent.Agent;
import dev.vaccel.agent.AgentOptions;
import dev.vaccel.api.ImageApi;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Session;
import dev.vaccel.runtime.LocalRuntime;
import dev.vaccel.runtime.Vaccel;
import dev.vaccel.testing.RecordedAnswers;
import dev.vaccel.testing.RecordedModels;
import dev.vaccel.wire.spi.Address;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Pictures, answered by models of every format as each framework alone answered them. */
@Timeout(300)
class RecordedFormatsTest {
  /** Sound, tensors, and a digit whose answer is recorded as logits. */
  private static final List<String> OTHER_TASKS =
      List.of("kws", "silero", "super_resolution", "mnist");

  private static final Set<String> BACKENDS =
      Set.of("image", "onnx", "tflite", "tensorflow", "pytorch");

  @TempDir static Path directory;
  private static LocalRuntime runtime;
  private static Agent agent;

  /** Here, and through the agent. */
  private static final List<Session> SESSIONS = new ArrayList<>();

  private static final Map<String, Path> BUNDLES = new HashMap<>();

  @BeforeAll
  static void open() {
    InstalledFrameworks.requireAll();
    runtime = LocalRuntime.open(BACKENDS, Map.of());
    SESSIONS.add(runtime.openSession());
    Address address = Address.parse("unix://" + directory.resolve("agent.sock"));
    agent = Agent.start(AgentOptions.at(address).withBackends(BACKENDS));
    SESSIONS.add(Vaccel.connect(address.toString()));
  }

  @AfterAll
  static void close() {
    SESSIONS.forEach(Session::close);
    SESSIONS.clear();
    BUNDLES.clear();
    if (agent != null) {
      agent.close();
    }
    if (runtime != null) {
      runtime.close();
    }
  }

  /** What was recorded about pictures, with ONNX Runtime and with TensorFlow Lite. */
  static List<String> recorded() throws IOException {
    List<String> answers = new ArrayList<>();
    for (String framework : List.of("onnx_", "tflite_")) {
      RecordedModels.answers(framework).stream()
          .filter(name -> OTHER_TASKS.stream().noneMatch(name::contains))
          .forEach(answers::add);
    }
    return answers;
  }

  @ParameterizedTest
  @MethodSource("recorded")
  void modelsAnswerAsRecorded(String answer) throws IOException {
    requireSame(
        answer.substring(0, answer.indexOf("__")).replaceAll("_(tflite|onnx)$", ""), answer);
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
    requireSame(model, answer);
  }

  private static void requireSame(String model, String answer) throws IOException {
    Path bundle = BUNDLES.get(model);
    if (bundle == null) {
      Path folder = Files.createTempDirectory(directory, "bundle").resolve(model);
      bundle = RecordedModels.bundle(model, folder);
      BUNDLES.put(model, bundle);
    }
    assertEquals(2, SESSIONS.size());
    for (Session session : SESSIONS) {
      ResourceId id = session.register(bundle);
      RecordedAnswers.assertSame(session.api(ImageApi.class), id, answer);
    }
  }
}
