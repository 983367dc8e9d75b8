package dev.vaccel.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A file of lines {@code name = value}; blank lines and lines that begin with # say nothing. */
final class ConfigFile {
  private ConfigFile() {}

  /**
   * One line.
   *
   * @param where file and line, for messages
   */
  record Entry(String where, String name, String value) {
    /** The value as true or false. */
    boolean isTrue() {
      return switch (value) {
        case "true" -> true;
        case "false" -> false;
        default ->
            throw Failure.usage(where + ": " + name + " = " + value + ": expected true or false");
      };
    }
  }

  /**
   * Reads a file.
   *
   * @param names what may be set
   */
  static List<Entry> read(Path file, Set<String> names) throws IOException {
    List<String> lines = TextFile.lines(file, ExitCodes.USAGE);
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      String where = file + " line " + (i + 1);
      int equals = line.indexOf('=');
      String name = equals < 0 ? line : line.substring(0, equals).strip();
      if (!names.contains(name)) {
        throw Failure.usage(
            where
                + ": unknown setting '"
                + name
                + "': expected one of "
                + String.join(", ", names));
      }
      String value = equals < 0 ? "" : line.substring(equals + 1).strip();
      if (value.isEmpty()) {
        throw Failure.usage(where + ": " + name + " has no value: expected " + name + " = VALUE");
      }
      entries.add(new Entry(where, name, value));
    }
    return entries;
  }
}
