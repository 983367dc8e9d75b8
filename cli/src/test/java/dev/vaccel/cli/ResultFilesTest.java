package dev.vaccel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where results go, and what is refused before anything is computed. */
final class ResultFilesTest {
  private static final ResultFiles.Kind PICTURES =
      new ResultFiles.Kind("--output", List.of(".png", ".jpg"), "", _ -> ".png");
  private static final ResultFiles.Kind MASKS =
      new ResultFiles.Kind("--mask", List.of(".npy", ".png"), "-mask", _ -> ".npy");

  @TempDir Path directory;
  private Path one = Path.of("");
  private Path two = Path.of("");

  @BeforeEach
  void pictures() throws Exception {
    one = Files.writeString(directory.resolve("one.png"), "1");
    two = Files.writeString(directory.resolve("two.jpg"), "2");
  }

  private void refused(ResultFiles.Kind kind, Path target, List<Path> images, String part) {
    Failure failure =
        assertThrows(Failure.class, () -> ResultFiles.of(kind, target, images, false));
    assertEquals(ExitCodes.USAGE, failure.exitCode());
    String message = String.valueOf(failure.getMessage());
    assertTrue(message.contains(part), message);
    assertTrue(message.startsWith(kind.option() + " "), message);
  }

  @Test
  void nothingIsWantedWhereNothingIsSaid() {
    ResultFiles none = ResultFiles.of(PICTURES, null, List.of(one), false);
    assertFalse(none.wanted());
    assertNull(none.of(0));
  }

  @Test
  void oneFileForOnePicture() {
    Path file = directory.resolve("out.PNG");
    ResultFiles files = ResultFiles.of(PICTURES, file, List.of(one), false);
    assertTrue(files.wanted());
    assertEquals(file, files.of(0));
  }

  @Test
  void filesInADirectoryAreCalledLikeThePictures() throws Exception {
    Path made = directory.resolve("made");
    Path other = Files.createDirectory(directory.resolve("other")).resolve("one.gif");
    ResultFiles files = ResultFiles.of(MASKS, made, List.of(one, two, other), false);
    assertEquals(made.resolve("one-mask.npy"), files.of(0));
    assertEquals(made.resolve("two-mask.npy"), files.of(1));
    assertEquals(made.resolve("one-2-mask.npy"), files.of(2));
    assertFalse(Files.exists(made), "not before the models have been opened");
    files.prepare();
    assertTrue(Files.isDirectory(made));
    assertEquals(
        made.resolve("one-mask.npy"), ResultFiles.of(MASKS, made, List.of(one), false).of(0));
  }

  @Test
  void whatCannotBeUsedIsRefused() throws Exception {
    List<Path> single = List.of(one);
    refused(PICTURES, directory.resolve("out.gif"), single, "ends in .png or .jpg");
    refused(PICTURES, directory.resolve("no/out.png"), single, "does not exist");
    refused(PICTURES, one, List.of(one, two), "expected a directory");
    refused(PICTURES, directory.resolve("new.png"), List.of(one, two), "expected a directory");
    refused(PICTURES, one, single, "the picture itself");
    refused(PICTURES, directory, single, "the picture itself");
    Path link = Files.createSymbolicLink(directory.resolve("link.png"), one);
    refused(PICTURES, link, single, "the picture itself");
    Path there = Files.writeString(directory.resolve("there.png"), "");
    refused(PICTURES, there, single, "exists already; --force replaces it");
    assertEquals(there, ResultFiles.of(PICTURES, there, single, true).of(0));
    assertThrows(Failure.class, () -> ResultFiles.of(PICTURES, one, single, true));
  }
}
