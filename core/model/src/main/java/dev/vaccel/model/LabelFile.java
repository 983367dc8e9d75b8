package dev.vaccel.model;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One label in each line, UTF-8; the line's number from 0 is the class. */
final class LabelFile {
  private static final long MAX_BYTES = 16 << 20;

  private LabelFile() {}

  static List<String> read(Path file) {
    String name = String.valueOf(file.getFileName());
    try {
      if (!Files.isRegularFile(file)) {
        throw BundleErrors.missing("label file " + name + " does not exist or is no file");
      }
      long bytes = Files.size(file);
      if (bytes > MAX_BYTES) {
        throw BundleErrors.corrupt(
            name + " has " + bytes + " bytes: expected at most " + MAX_BYTES);
      }
      List<String> labels = new ArrayList<>();
      for (String line : Files.readAllLines(file)) {
        labels.add(line.strip());
      }
      while (!labels.isEmpty() && labels.getLast().isEmpty()) {
        labels.removeLast();
      }
      int empty = labels.indexOf("");
      if (empty >= 0 || labels.isEmpty()) {
        throw BundleErrors.corrupt(
            name
                + " line "
                + (Math.max(empty, 0) + 1)
                + " is empty: expected one label in each line");
      }
      return labels;
    } catch (CharacterCodingException e) {
      throw BundleErrors.corrupt(name + " is not UTF-8 text", e);
    } catch (IOException e) {
      throw BundleErrors.unreadable(name, e);
    }
  }
}
