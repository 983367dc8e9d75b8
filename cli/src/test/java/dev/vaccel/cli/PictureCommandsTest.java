package dev.vaccel.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.vaccel.api.Tensor;
import java.awt.image.BufferedImage;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands on pictures, with real models, in this process. */
final class PictureCommandsTest {
  private static final String SHAPES = ProjectFiles.models().resolve("shapes").toString();
  private static final String DISC = ProjectFiles.models().resolve("images/disc-1.png").toString();
  private static final String SQUARE =
      ProjectFiles.models().resolve("images/square-1.jpg").toString();

  @TempDir Path directory;

  private static JsonArray json(String... args) {
    CommandRun run = CommandRun.of(args);
    assertEquals(ExitCodes.DONE, run.code(), run.err());
    return JsonParser.parseString(run.out()).getAsJsonArray();
  }

  private static void fails(int code, String part, String... args) {
    CommandRun run = CommandRun.of(args);
    assertEquals(code, run.code(), run.err());
    assertTrue(run.err().contains(part), run.err());
    assertEquals("", run.out());
    assertTrue(!run.err().contains("\tat "), run.err());
  }

  @Test
  void classifyTakesTheBundledModelAndWritesPictures() throws Exception {
    Path file = directory.resolve("disc.png");
    JsonObject said =
        json("classify", "--json", "--output", file.toString(), DISC).get(0).getAsJsonObject();
    assertEquals(file.toString(), said.get("output").getAsString());
    assertTrue(said.get("labels").toString().contains("\"disc\""));
    BufferedImage image = ImageIO.read(file.toFile());
    assertTrue(image.getWidth() >= 480, image.toString());
    Path made = directory.resolve("made");
    JsonArray both = json("classify", "--json", "--output", made.toString(), DISC, SQUARE);
    assertEquals(2, both.size());
    assertArrayEquals(new byte[] {(byte) 0x89, 'P'}, start(made.resolve("disc-1.png")));
    assertArrayEquals(new byte[] {(byte) 0xFF, (byte) 0xD8}, start(made.resolve("square-1.jpg")));
    fails(
        ExitCodes.USAGE,
        "exists already; --force replaces it",
        "classify",
        "--output",
        made.toString(),
        DISC);
    json("classify", "--json", "--force", "--output", made.toString(), DISC);
  }

  private static byte[] start(Path file) throws Exception {
    return Arrays.copyOf(Files.readAllBytes(file), 2);
  }

  @Test
  void segmentTellsSharesAndWritesMasks() throws Exception {
    String model = SharedFiles.file("onnx/own_scene_seg.onnx");
    String scene = SharedFiles.file("images/own/own_scene_0.png");
    Path labels = Files.writeString(directory.resolve("labels"), "sky\nground\nbox\nball\n");
    Path numbers = directory.resolve("mask.npy");
    String[] args = {
      "segment", "--json", "--model", model, "--labels", labels.toString(), "--mask", "", scene
    };
    args[7] = numbers.toString();
    JsonObject said = json(args).get(0).getAsJsonObject();
    assertEquals(64, said.get("width").getAsInt());
    assertEquals(32, said.get("maskWidth").getAsInt());
    assertEquals(numbers.toString(), said.get("mask").getAsString());
    Tensor mask = NpyFile.read(numbers);
    Tensor expected = NpyFile.read(Path.of(SharedFiles.file("expected/own_scene_0_mask.npy")));
    assertEquals(-1, expected.data().mismatch(mask.data()));
    args[7] = directory.resolve("mask.png").toString();
    json(args);
    BufferedImage picture = ImageIO.read(directory.resolve("mask.png").toFile());
    byte[] classes = new byte[32 * 32];
    picture.getRaster().getDataElements(0, 0, 32, 32, classes);
    assertArrayEquals(mask.data().toArray(ValueLayout.JAVA_BYTE), classes);
    CommandRun table =
        CommandRun.of("segment", "--model", model, "--labels", labels.toString(), scene);
    assertTrue(table.out().matches("(?s)IMAGE +SHARE +CLASS\n.* %  (sky|ground)\n.*"), table.out());
  }

  @Test
  void depthTellsTheRangeAndWritesMaps() throws Exception {
    String model = SharedFiles.file("onnx/own_scene_depth.onnx");
    String scene = SharedFiles.file("images/own/own_scene_0.png");
    Path numbers = directory.resolve("depth.npy");
    Path drawn = directory.resolve("depth.jpg");
    JsonObject said =
        json(
                "depth",
                "--json",
                "--model",
                model,
                "--decode",
                "{\"method\":\"depth-map\",\"inverse\":true}",
                "--map",
                numbers.toString(),
                "--output",
                drawn.toString(),
                scene)
            .get(0)
            .getAsJsonObject();
    assertTrue(said.get("inverse").getAsBoolean());
    float[] map = NpyFile.read(numbers).floats();
    float[] expected =
        NpyFile.read(Path.of(SharedFiles.file("expected/own_scene_0_depth.npy"))).floats();
    assertArrayEquals(expected, map, 1e-3f, "as the model was recorded");
    assertEquals(
        DepthRange.of(NpyFile.read(numbers)).greatest(), said.get("greatest").getAsFloat());
    assertEquals(512, ImageIO.read(drawn.toFile()).getWidth());
  }

  @Test
  void poseTellsPoints() {
    String model = SharedFiles.file("onnx/own_stick_pose.onnx");
    String figure = SharedFiles.file("images/own/own_pose_0.png");
    JsonObject said =
        json("pose", "--json", "--model", model, "--decode", "heat-maps", figure)
            .get(0)
            .getAsJsonObject();
    JsonArray points =
        said.getAsJsonArray("poses").get(0).getAsJsonObject().getAsJsonArray("points");
    assertEquals(9, points.size());
    JsonObject head = points.get(0).getAsJsonObject();
    assertEquals(36.6, head.get("x").getAsFloat(), 2);
    assertEquals(18.3, head.get("y").getAsFloat(), 2);
    CommandRun table = CommandRun.of("pose", "--model", model, "--decode", "heat-maps", figure);
    assertEquals(10, table.out().lines().count(), table.out());
  }

  @Test
  void detectTellsBoxes() {
    String model = SharedFiles.file("onnx/fastestdet_352.onnx");
    String labels = SharedFiles.file("labels/coco_80.txt");
    String birds = SharedFiles.file("images/kodim23.png");
    String[] args = {
      "detect",
      "--model",
      model,
      "--labels",
      labels,
      "--decode",
      "fastestdet",
      "--color-order",
      "bgr",
      "--mean",
      "0",
      "--scale",
      "1/255",
      "--min-score",
      "0.5",
      "--limit",
      "5",
      birds,
      "--json"
    };
    JsonArray found = json(args).get(0).getAsJsonObject().getAsJsonArray("detections");
    assertTrue(found.size() >= 2 && found.size() <= 5, found.toString());
    JsonObject bird = found.get(0).getAsJsonObject();
    assertEquals("bird", bird.get("text").getAsString());
    assertTrue(bird.get("left").getAsFloat() < bird.get("right").getAsFloat());
    assertTrue(bird.get("bottom").getAsFloat() <= 512 + 10, bird.toString());
    CommandRun table = CommandRun.of(Arrays.copyOf(args, args.length - 1));
    assertTrue(table.out().startsWith("IMAGE"), table.out());
    assertTrue(table.out().contains("bird"), table.out());
  }

  @ParameterizedTest
  @ValueSource(strings = {"detect", "segment", "pose", "depth"})
  void aBundleForAnotherTaskIsRefused(String command) {
    fails(
        ExitCodes.FAILED,
        SHAPES + " is for classify: expected a bundle for " + command,
        command,
        "--model",
        SHAPES,
        DISC);
  }

  @ParameterizedTest
  @ValueSource(strings = {"classify", "detect", "segment", "pose", "depth"})
  void whatIsWrongIsSaidBeforeAnythingIsComputed(String command) {
    fails(ExitCodes.USAGE, "IMAGE", command);
    fails(ExitCodes.USAGE, "--batch 257: expected 1 to 256", command, "--batch", "257", DISC);
    fails(ExitCodes.USAGE, "ends in .png", command, "--output", "x.gif", DISC);
    fails(
        ExitCodes.FAILED, "model gone.onnx does not exist", command, "--model", "gone.onnx", DISC);
  }

  @ParameterizedTest
  @CsvSource({
    "detect --min-score 1.5, --min-score 1.5: expected 0 to 1",
    "pose --min-score NaN, --min-score NaN: expected 0 to 1",
    "detect --limit 0, --limit 0: expected 1 to 1000",
    "pose --limit 1001, --limit 1001: expected 1 to 1000",
    "segment --mask m.jpg, ends in .npy or .png",
    "depth --map m.jpg, ends in .npy or .png",
  })
  void optionsAreChecked(String line, String part) {
    String[] words = line.split(" ", -1);
    String[] args = Arrays.copyOf(words, words.length + 1);
    args[words.length] = DISC;
    fails(ExitCodes.USAGE, part, args);
  }

  @Test
  void aDecodingMustBeOneOfItsTask() {
    String bare = SHAPES + "/shapes.onnx";
    fails(ExitCodes.USAGE, "class-mask", "segment", "--model", bare, "--decode", "yolov8", DISC);
    fails(ExitCodes.USAGE, "--decode {x", "segment", "--model", bare, "--decode", "{x", DISC);
    fails(
        ExitCodes.USAGE,
        "iuo",
        "detect",
        "--model",
        bare,
        "--decode",
        "{\"method\":\"yolov8\",\"iuo\":1}",
        DISC);
  }
}
