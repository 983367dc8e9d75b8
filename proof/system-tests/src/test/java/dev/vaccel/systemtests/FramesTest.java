package dev.vaccel.systemtests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.vaccel.systemtests.VaccelProcess.Result;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Commands on pictures with the frames of a video on standard input. */
@Timeout(120)
class FramesTest {
  private static final List<String> SHAPES = List.of("bar", "square", "disc");

  @TempDir Path directory;

  private static byte[] picture(String shape) throws IOException {
    Path images = VaccelProcess.root().resolve("models/images");
    Path jpeg = images.resolve(shape + "-1.jpg");
    return Files.readAllBytes(Files.exists(jpeg) ? jpeg : images.resolve(shape + "-1.png"));
  }

  private Path video(byte[]... more) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (String shape : SHAPES) {
      out.writeBytes(picture(shape));
    }
    for (byte[] each : more) {
      out.writeBytes(each);
    }
    return Files.write(directory.resolve("video"), out.toByteArray());
  }

  private static Result run(Path video, String... arguments) throws Exception {
    List<String> piped = List.of("sh", "-c", "exec \"$0\" \"$@\" < '" + video + "'");
    try (VaccelProcess running = VaccelProcess.start(piped, List.of(), arguments)) {
      return running.finish();
    }
  }

  @Test
  void eachFrameHasALine() throws Exception {
    Result result = run(video(), "classify", "--top=1", "--json", "-");
    assertEquals(0, result.exitCode(), result.messages());
    List<String> said = result.output().lines().toList();
    for (int i = 0; i < SHAPES.size(); i++) {
      JsonObject frame = JsonParser.parseString(said.get(i)).getAsJsonObject();
      assertEquals("frame-00000" + (i + 1), frame.get("image").getAsString());
      JsonObject label = frame.getAsJsonArray("labels").get(0).getAsJsonObject();
      assertEquals(SHAPES.get(i), label.get("text").getAsString());
    }
    assertEquals(SHAPES.size(), said.size());
    assertTrue(result.messages().contains("3 frames, "), result.messages());
  }

  @Test
  void anAnsweredFrameIsWrittenBeforeTheNextOneComes() throws Exception {
    try (VaccelProcess running = VaccelProcess.start("classify", "--top=1", "-")) {
      OutputStream frames = running.process().getOutputStream();
      boolean first = true;
      for (String shape : SHAPES) {
        frames.write(picture(shape));
        frames.flush();
        if (first) {
          running.line(); // the titles
          first = false;
        }
        String line = running.line();
        assertTrue(line.endsWith(shape), line);
      }
      frames.close();
      assertEquals(0, running.finish().exitCode());
    }
  }

  @Test
  void annotatedFramesAreAVideoAgainOrFiles() throws Exception {
    Path out = directory.resolve("frames");
    Result files = run(video(), "classify", "--output=" + out, "-");
    assertEquals(0, files.exitCode(), files.messages());
    try (Stream<Path> made = Files.list(out)) {
      assertEquals(
          List.of("frame-000001.jpg", "frame-000002.jpg", "frame-000003.png"),
          made.map(file -> file.getFileName().toString()).sorted().toList());
    }
    Path annotated = directory.resolve("annotated");
    List<String> piped =
        List.of("sh", "-c", "exec \"$0\" \"$@\" < '" + video() + "' > '" + annotated + "'");
    try (VaccelProcess running =
        VaccelProcess.start(piped, List.of(), "classify", "--output=-", "-")) {
      assertEquals(0, running.finish().exitCode());
    }
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    for (String name : List.of("frame-000001.jpg", "frame-000002.jpg", "frame-000003.png")) {
      expected.writeBytes(Files.readAllBytes(out.resolve(name)));
    }
    assertArrayEquals(expected.toByteArray(), Files.readAllBytes(annotated));
  }

  @Test
  void aFrameThatCannotBeDecodedDoesNotEndTheVideo() throws Exception {
    byte[] broken = picture("disc");
    broken[20] ^= 0x40; // Its width, whose checksum is another then.
    Result result = run(video(broken, picture("bar")), "classify", "--top=1", "-");
    assertEquals(1, result.exitCode(), result.messages());
    assertEquals(1 + 4, result.output().lines().count(), result.output());
    assertTrue(result.messages().contains("frame 4: picture"), result.messages());
    assertTrue(result.messages().contains("5 frames, 1 of them not usable"), result.messages());
  }

  @Test
  void whatIsNoVideoIsSaidInOneLine() throws Exception {
    Path text = Files.writeString(directory.resolve("text"), "no picture");
    Result result = run(text, "detect", "-");
    assertEquals(1, result.exitCode());
    assertEquals(
        "vaccel: frame 1, at byte 0 of the input, is neither JPEG nor PNG\n", result.messages());
    assertTrue(run(text, "classify", "-", "a.png").messages().contains("without other pictures"));
    assertTrue(
        run(text, "classify", "--output=x.jpg", "-").messages().contains("expected a directory"));
    assertTrue(run(text, "classify", "--json", "--output=-", "-").messages().contains("both want"));
  }
}
