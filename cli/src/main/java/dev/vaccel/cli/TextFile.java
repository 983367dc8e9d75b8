package dev.vaccel.cli;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Small text files that a user names. */
final class TextFile {
  private TextFile() {}

  /**
   * All lines.
   *
   * @throws Failure with this exit code if it is no file of UTF-8 text; what the system says of
   *     such a file does not name it
   */
  static List<String> lines(Path file, int exitCode) throws IOException {
    if (Files.isDirectory(file)) {
      throw new Failure(exitCode, file + " is a directory; expected a text file");
    }
    try {
      return Files.readAllLines(file);
    } catch (MalformedInputException _) {
      throw new Failure(exitCode, file + " is not UTF-8 text");
    }
  }
}
