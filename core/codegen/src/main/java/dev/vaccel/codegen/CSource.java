package dev.vaccel.codegen;

import java.util.List;

/** C source text under construction: lines, indented by their braces. Confined to one thread. */
final class CSource {
  private static final int COLUMNS = 120;

  private final StringBuilder text = new StringBuilder();
  private int depth;

  /** Adds a line; one that begins with a closing brace is indented like the line that opened it. */
  CSource line(String line) {
    if (line.startsWith("}")) {
      depth--;
    }
    if (!line.isEmpty()) {
      text.repeat("  ", depth).append(line);
    }
    text.append('\n');
    if (line.endsWith("{")) {
      depth++;
    }
    return this;
  }

  /** Adds a line that does not count as the start or end of a block. */
  CSource raw(String line) {
    text.append(line).append('\n');
    return this;
  }

  /** Adds a call or declaration, its arguments below each other where one line is too short. */
  CSource arguments(String before, List<String> arguments, String after) {
    String joined = before + "(" + String.join(", ", arguments) + ")" + after;
    if (2 * depth + joined.length() <= COLUMNS) {
      return line(joined);
    }
    text.repeat("  ", depth).append(before).append("(\n");
    for (int i = 0; i < arguments.size(); i++) {
      String end = i + 1 < arguments.size() ? "," : ")" + after;
      text.repeat("  ", depth + 2).append(arguments.get(i)).append(end).append('\n');
    }
    if (after.endsWith("{")) {
      depth++;
    }
    return this;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
