package dev.vaccel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.vaccel.api.Annotation;
import dev.vaccel.api.BackendException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ResourceException;
import dev.vaccel.api.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures in calls: how many at once, and what one bad picture does to the others. */
final class PictureCallsTest {
  @TempDir Path directory;
  private final List<String> calls = new ArrayList<>();
  private final List<String> outcome = new ArrayList<>();

  /** Answers with each picture's length; one of length 13 fails its call. */
  private List<Long> ask(List<Tensor> pictures, Annotation annotation) {
    calls.add(pictures.size() + " " + annotation);
    List<Long> answers = new ArrayList<>();
    for (Tensor each : pictures) {
      long length = each.data().byteSize();
      if (length == 13) {
        throw new ResourceException(ErrorCode.CORRUPT, "picture " + answers.size() + ": damaged");
      }
      if (length == 66) {
        throw new BackendException(ErrorCode.BACKEND_FAILED, "the model is broken");
      }
      answers.add(length);
    }
    return answers;
  }

  private int run(int batch, Path output, int... lengths) throws Exception {
    List<Path> images = new ArrayList<>();
    for (int i = 0; i < lengths.length; i++) {
      Path image = directory.resolve(i + (i % 2 == 0 ? ".png" : ".jpg"));
      if (lengths[i] >= 0) {
        Files.write(image, new byte[lengths[i]]);
      }
      images.add(image);
    }
    ResultFiles.Kind kind =
        new ResultFiles.Kind("--output", List.of(), "-out", ResultFiles::extension);
    ResultFiles files =
        ResultFiles.of(kind, output.toString().isEmpty() ? null : output, images, false);
    return new PictureCalls<Long>(this::ask, batch)
        .run(
            images,
            files,
            new PictureCalls.Listener<Long>() {
              @Override
              public void answered(int at, Long answer, double milliseconds) {
                outcome.add(at + "=" + answer);
              }

              @Override
              public void failed(int at, Exception e) {
                outcome.add(at + " failed");
              }
            });
  }

  @Test
  void callsHaveAsManyPicturesAsTheyMay() throws Exception {
    assertEquals(ExitCodes.DONE, run(3, Path.of(""), 1, 2, 3, 4, 5, 6, 7));
    assertEquals(List.of("3 NONE", "3 NONE", "1 NONE"), calls);
    assertEquals(List.of("0=1", "1=2", "2=3", "3=4", "4=5", "5=6", "6=7"), outcome);
  }

  @Test
  void aBadPictureDoesNotTakeTheOthersAway() throws Exception {
    assertEquals(ExitCodes.FAILED, run(3, Path.of(""), 1, 13, 3, -1, 5));
    assertEquals(List.of("3 NONE", "1 NONE", "1 NONE", "1 NONE", "1 NONE"), calls);
    assertEquals(List.of("0=1", "1 failed", "2=3", "3 failed", "4=5"), outcome);
  }

  @Test
  void aBrokenModelEndsItAll() {
    assertThrows(BackendException.class, () -> run(2, Path.of(""), 1, 66, 3, 4));
    assertEquals(List.of("2 NONE"), calls);
  }

  @Test
  void aCallHasOneKindOfAnnotation() throws Exception {
    assertEquals(ExitCodes.DONE, run(9, directory.resolve("out"), 1, 2, 3));
    assertEquals(List.of("1 PNG", "1 JPEG", "1 PNG"), calls);
  }

  @Test
  void callsAreBoundedInBytesToo() throws Exception {
    int large = 40 << 20;
    assertEquals(ExitCodes.DONE, run(9, Path.of(""), large, large, 5, 6));
    assertEquals(List.of("1 NONE", "3 NONE"), calls);
  }
}
