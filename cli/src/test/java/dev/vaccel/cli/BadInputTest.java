package dev.vaccel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One line that names what cannot be used, and the documented exit code. */
final class BadInputTest {
  private static final Path MODELS = ProjectFiles.models();
  private static final String BUNDLE = MODELS.resolve("shapes").toString();
  private static final String BARE = MODELS.resolve("shapes/shapes.onnx").toString();
  private static final String STAR = MODELS.resolve("images/star-1.png").toString();

  @TempDir Path directory;

  private String file(String name, int... bytes) throws IOException {
    byte[] content = new byte[bytes.length];
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) bytes[i];
    }
    return Files.write(directory.resolve(name), content).toString();
  }

  private static void requireLine(int code, String part, String... arguments) {
    CommandRun run = CommandRun.of(arguments);
    assertEquals(code, run.code(), run.err());
    assertTrue(run.err().startsWith("vaccel: "), run.err());
    assertTrue(run.err().contains(part), part + " in: " + run.err());
    assertEquals(1, run.err().lines().count(), run.err());
    assertEquals("", run.out());
  }

  @Test
  void models() throws Exception {
    requireLine(1, "empty is no model", "classify", "--model", file("empty"), STAR);
    String zeros = file("zeros.onnx", 0, 0, 0, 0, 0, 0, 0, 0);
    CommandRun run = CommandRun.of("classify", "--model", zeros, STAR);
    assertEquals(ExitCodes.FAILED, run.code(), run.err());
    assertEquals(1, run.err().lines().count(), run.err());
    // What knows resources by their content alone fails: its message stands behind the file.
    Path cut = directory.resolve("cut.onnx");
    byte[] whole = Files.readAllBytes(Path.of(BARE));
    Files.write(cut, Arrays.copyOf(whole, whole.length / 2));
    requireLine(
        1, "vaccel: " + cut + ": ONNX Runtime refuses", "classify", "--model", cut + "", STAR);
    requireLine(1, "vaccel: " + cut + ": ONNX Runtime refuses", "model", "inspect", cut.toString());
  }

  @Test
  void modelsOfAnotherFormat() throws Exception {
    String tflite = file("model.tflite", 28, 0, 0, 0, 'T', 'F', 'L', '3', 0, 0, 0, 0);
    // Whether or not a back end that runs it is installed here.
    requireLine(
        3,
        "not tflite",
        "classify",
        "--backend",
        "image",
        "--backend",
        "onnx",
        "--model",
        tflite,
        STAR);
  }

  @Test
  void labels() throws Exception {
    String latin = file("latin.txt", 'c', 'a', 'f', 0xe9, '\n');
    requireLine(
        1, latin + " is not UTF-8 text", "classify", "--model", BARE, "--labels", latin, STAR);
    requireLine(1, "has 0 labels", "classify", "--model", BARE, "--labels", file("none.txt"), STAR);
    String gone = directory.resolve("gone.txt").toString();
    requireLine(1, gone + " does not exist", "classify", "--model", BARE, "--labels", gone, STAR);
    requireLine(
        1,
        directory + " is a directory",
        "classify",
        "--model",
        BARE,
        "--labels",
        directory.toString(),
        STAR);
  }

  @Test
  void pictures() {
    String gone = directory.resolve("gone.png").toString();
    requireLine(1, gone + " does not exist", "classify", "--model", BUNDLE, gone);
    String place = directory.toString();
    requireLine(1, place, "classify", "--model", BUNDLE, place);
  }

  @Test
  void addresses() {
    String nobody = "unix://" + directory.resolve("nobody.sock");
    CommandRun run = CommandRun.of("ops", "--connect", nobody);
    assertEquals(ExitCodes.NO_AGENT, run.code());
    // How long it took tells a refusal from a network that swallows packets.
    assertTrue(run.err().matches("(?s).*after \\d+\\.\\d ms.*"), run.err());
    assertEquals(1, run.err().lines().count(), run.err());
    requireLine(2, nobody + " is given twice", "agent", "--listen", nobody, "--listen", nobody);
    requireLine(
        2,
        "its directory does not exist",
        "agent",
        "--backend",
        "noop",
        "--listen",
        "unix://" + directory.resolve("no/agent.sock"));
  }

  @Test
  void secrets() throws Exception {
    String latin = file("secret", 0xe9, '\n');
    requireLine(
        2,
        latin + " is not UTF-8 text",
        "ops",
        "--connect",
        "unix://" + directory.resolve("nobody.sock"),
        "--credential-file",
        latin);
  }

  @Test
  void backEndsAndDevices() {
    requireLine(3, "tpu", "agent", "--backend", "tpu", "--listen", "tcp://127.0.0.1:0");
    requireLine(
        2,
        "device=tpu: expected cpu",
        "classify",
        "--model",
        BUNDLE,
        "--set",
        "onnx.device=tpu",
        STAR);
  }
}
