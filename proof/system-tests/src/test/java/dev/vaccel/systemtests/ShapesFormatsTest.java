package dev.vaccel.systemtests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.agent.Agent;
import dev.vaccel.agent.AgentOptions;
import dev.vaccel.api.Annotation;
import dev.vaccel.api.ElementType;
import dev.vaccel.api.ImageApi;
import dev.vaccel.api.Label;
import dev.vaccel.api.Labels;
import dev.vaccel.api.ModelHandle;
import dev.vaccel.api.ModelInfo;
import dev.vaccel.api.NamedTensor;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Session;
import dev.vaccel.api.Shape;
import dev.vaccel.api.Tensor;
import dev.vaccel.api.TensorApi;
import dev.vaccel.runtime.LocalRuntime;
import dev.vaccel.runtime.Vaccel;
import dev.vaccel.wire.spi.Address;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bundled classifier of shapes in every format: one network, one answer. */
@Timeout(300)
class ShapesFormatsTest {
  /** The same weights, summed in another order. */
  private static final float TOLERANCE = 1e-4f;

  private static final int CLASSES = 10;
  private static final int SIDE = 64;
  private static final int PIXELS = SIDE * SIDE;

  private static final Path MODELS = VaccelProcess.root().resolve("models");

  @TempDir Path directory;

  /** What is asked in a session of this process, and in one of an agent. */
  private interface Question {
    void ask(Session session) throws IOException;
  }

  @ParameterizedTest
  @ValueSource(strings = {"tflite", "tensorflow", "pytorch"})
  void samplePicturesAreAnsweredAsByOnnxRuntime(String framework) throws IOException {
    List<Path> files = pictures();
    assertEquals(CLASSES, files.size());
    List<Tensor> pictures = new ArrayList<>();
    for (Path file : files) {
      byte[] bytes = Files.readAllBytes(file);
      pictures.add(
          new Tensor(ElementType.U8, Shape.of(bytes.length), MemorySegment.ofArray(bytes)));
    }
    inBoth(
        framework,
        session -> {
          ImageApi images = session.api(ImageApi.class);
          ResourceId onnx = session.register(MODELS.resolve("shapes"));
          ResourceId twin = session.register(MODELS.resolve("shapes-" + framework));
          List<Labels> together = images.classifyAll(twin, pictures, CLASSES, Annotation.NONE);
          for (int i = 0; i < files.size(); i++) {
            String name = files.get(i).getFileName().toString();
            List<Label> expected =
                images.classify(onnx, MemorySegment.ofArray(Files.readAllBytes(files.get(i))), 10);
            List<Label> alone =
                images.classify(twin, MemorySegment.ofArray(Files.readAllBytes(files.get(i))), 10);
            for (List<Label> answer : List.of(alone, together.get(i).items())) {
              assertEquals(name.replaceAll("-1\\.\\w+$", ""), answer.getFirst().text());
              assertEquals(expected.getFirst().text(), answer.getFirst().text(), name);
              assertArrayEquals(byClass(expected), byClass(answer), TOLERANCE, name);
            }
          }
        });
  }

  /** Of drawings the network is sure; of faint noise it is not, and each wrong pixel would tell. */
  @ParameterizedTest
  @ValueSource(strings = {"tflite", "tensorflow", "pytorch"})
  void noiseIsAnsweredAsByOnnxRuntime(String framework) throws IOException {
    int batch = 7;
    Random random = new Random(7);
    float[] planes = new float[batch * 3 * PIXELS];
    float[] rows = new float[planes.length];
    for (int i = 0; i < planes.length; i++) {
      int image = i / (3 * PIXELS);
      int channel = i / PIXELS % 3;
      planes[i] = (random.nextFloat() - 0.5f) * (image + 1) / batch;
      rows[(image * PIXELS + i % PIXELS) * 3 + channel] = planes[i];
    }
    Tensor ofPlanes = Tensor.ofFloats(Shape.of(batch, 3, SIDE, SIDE), planes);
    Tensor ofRows = Tensor.ofFloats(Shape.of(batch, SIDE, SIDE, 3), rows);
    inBoth(
        framework,
        session -> {
          float[] expected = run(session, "onnx", "shapes", ofPlanes);
          assertEquals(batch * CLASSES, expected.length);
          float[] answer =
              run(
                  session,
                  framework,
                  "shapes-" + framework,
                  framework.equals("pytorch") ? ofPlanes : ofRows);
          assertArrayEquals(expected, answer, TOLERANCE);
          for (float probability : expected) {
            assertTrue(probability < 0.99, "it is sure of noise");
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"tflite", "tensorflow", "pytorch"})
  void commandClassifiesWithTheBundle(String framework) throws Exception {
    InstalledFrameworks.require(framework);
    VaccelProcess.Result result =
        VaccelProcess.run(
            "classify",
            "--model",
            MODELS.resolve("shapes-" + framework).toString(),
            "--top",
            "1",
            MODELS.resolve("images/star-1.png").toString(),
            MODELS.resolve("images/bar-1.jpg").toString());
    assertEquals(0, result.exitCode(), result.messages());
    assertTrue(result.output().matches("(?s).* star\n.* bar\n"), result.output());
  }

  private void inBoth(String framework, Question question) throws IOException {
    InstalledFrameworks.require(framework);
    Set<String> backends = Set.of("image", "onnx", framework);
    try (LocalRuntime runtime = LocalRuntime.open(backends, Map.of());
        Session session = runtime.openSession()) {
      question.ask(session);
    }
    Address address = Address.parse("unix://" + directory.resolve("agent.sock"));
    try (Agent agent = Agent.start(AgentOptions.at(address).withBackends(backends));
        Session session = Vaccel.connect(agent.addresses().getFirst().toString())) {
      question.ask(session);
    }
  }

  private static List<Path> pictures() throws IOException {
    try (Stream<Path> files = Files.list(MODELS.resolve("images"))) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static float[] byClass(List<Label> labels) {
    float[] scores = new float[CLASSES];
    labels.forEach(label -> scores[label.index()] = label.score());
    return scores;
  }

  private static float[] run(Session session, String backend, String bundle, Tensor input) {
    TensorApi api = session.api(TensorApi.class);
    ModelHandle handle = api.load(session.register(MODELS.resolve(bundle)));
    ModelInfo description = api.describe(handle);
    assertEquals(backend, description.backend());
    assertEquals("input", description.inputs().getFirst().name());
    assertEquals("probabilities", description.outputs().getFirst().name());
    return api.run(handle, List.of(new NamedTensor("input", input)), List.of())
        .getFirst()
        .tensor()
        .floats();
  }
}
