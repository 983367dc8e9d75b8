package dev.vaccel.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.agent.Agent;
import dev.vaccel.agent.AgentOptions;
import dev.vaccel.api.Session;
import dev.vaccel.backend.tensor.FrameworkDirectory;
import dev.vaccel.backend.tflite.TflitePackage;
import dev.vaccel.examples.ClassifyCaller;
import dev.vaccel.examples.ClassifyPicture;
import dev.vaccel.examples.DetectSpeech;
import dev.vaccel.examples.MultiplyCaller;
import dev.vaccel.examples.SpotKeyword;
import dev.vaccel.posix.Errno;
import dev.vaccel.runtime.Vaccel;
import dev.vaccel.testing.Prerequisites;
import dev.vaccel.testing.SharedModels;
import dev.vaccel.wire.spi.Address;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples in processes of their own that have the guest's classes and nothing else. */
class ExamplesTest {
  private static final Path MODELS = Path.of(System.getProperty("vaccel.root"), "models");
  private static final String BUNDLE = MODELS.resolve("shapes").toString();

  @TempDir private static Path directory;
  private static Agent agent;

  @BeforeAll
  static void start() {
    Address address = Address.parse("unix://" + directory.resolve("agent.sock"));
    agent =
        Agent.start(
            AgentOptions.at(address).withBackends(Set.of("blas", "image", "onnx", "tflite")));
  }

  @AfterAll
  static void stop() {
    agent.close();
  }

  @Test
  void namesWhatAPictureShows() throws Exception {
    String[] labels = run(ClassifyPicture.class, BUNDLE, image("star-1.png")).split("\n", -1);
    assertEquals(4, labels.length, Arrays.toString(labels));
    assertEquals("star", labels[0].split(" ", -1)[0]);
    float probability = Float.parseFloat(labels[0].split(" ", -1)[1]);
    assertTrue(probability > 0.9 && probability <= 1, labels[0]);
  }

  @Test
  void multipliesTwoMatrices() throws Exception {
    assertEquals("58.0 64.0\n139.0 154.0\n", run(MultiplyCaller.class));
  }

  @Test
  void measuresSeveralPictures() throws Exception {
    String[] rows =
        run(
                ClassifyCaller.class,
                agent.addresses().getFirst().toString(),
                BUNDLE,
                "2",
                image("ring-1.png"),
                image("bar-1.jpg"))
            .split("\n", -1);
    assertEquals("ring", rows[0].split("\t", -1)[1]);
    assertEquals("bar", rows[1].split("\t", -1)[1]);
  }

  /** The stretches that were recorded with ONNX Runtime alone. */
  @Test
  void saysWhenSomebodySpeaks() throws Exception {
    String said =
        run(
            DetectSpeech.class,
            SharedModels.file("onnx/silero_vad_16k.onnx").toString(),
            SharedModels.file("images/audio/speech_60s.wav").toString());
    String recorded = SharedModels.expected("onnx_silero_vad_16k_onnx__speech_60s");
    String stretches = said.replace(" to ", "-").replace(" s\n", "s, ").replaceAll(", $", "");
    assertTrue(recorded.contains("[" + stretches + "]"), said + recorded);
  }

  @Test
  void saysWhichWordIsSpoken() throws Exception {
    Prerequisites.require(
        Files.exists(
            FrameworkDirectory.of(FrameworkDirectory.home(), new TflitePackage())
                .resolve(FrameworkDirectory.COMPLETE)),
        "TensorFlow Lite is not installed: ./vaccel backend add tflite");
    assertEquals("yes 0.999\n", spot("yes"));
    assertEquals("silence 0.933\n", spot("silence"));
  }

  private static String spot(String word) throws Exception {
    return run(
        SpotKeyword.class,
        SharedModels.file("tflite/kws_dscnn_float.tflite").toString(),
        SharedModels.file("labels/kws_12.txt").toString(),
        SharedModels.file("images/audio/" + word + "_1000ms.wav").toString());
  }

  private static String image(String name) {
    return MODELS.resolve("images").resolve(name).toString();
  }

  /** Runs an example to its end; its standard output. */
  private static String run(Class<?> example, String... arguments)
      throws IOException, InterruptedException, URISyntaxException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-cp");
    command.add(guestClassPath());
    command.add(example.getName());
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile(directory, "out", ".txt");
    Path err = Files.createTempFile(directory, "err", ".txt");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put(Vaccel.ADDRESS_VARIABLE, agent.addresses().getFirst().toString());
    Process process =
        builder
            .redirectInput(new File("/dev/null"))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      assertTrue(process.waitFor(120, TimeUnit.SECONDS), "it runs for more than 120 s");
    } finally {
      process.destroyForcibly();
    }
    assertEquals(0, process.exitValue(), () -> read(err));
    assertEquals("", read(err));
    return read(out);
  }

  /** What a guest needs: where one class of each module comes from. */
  private static String guestClassPath() throws URISyntaxException {
    List<String> places = new ArrayList<>();
    for (Class<?> module :
        List.of(
            Session.class,
            Address.class,
            Errno.class,
            Vaccel.class,
            transport(),
            ClassifyPicture.class)) {
      places.add(
          Path.of(module.getProtectionDomain().getCodeSource().getLocation().toURI()).toString());
    }
    return String.join(File.pathSeparator, places);
  }

  private static Class<?> transport() {
    try {
      return Class.forName("dev.vaccel.transport.socket.SocketTransportProvider");
    } catch (ClassNotFoundException e) {
      throw new AssertionError("the transport is not on the class path of the tests", e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
