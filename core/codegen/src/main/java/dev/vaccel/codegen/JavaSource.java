package dev.vaccel.codegen;

/** Java source text under construction: lines, indented by their braces. Confined to one thread. */
final class JavaSource {
  private final StringBuilder text = new StringBuilder();
  private int depth;

  /** Adds a line; one that begins with a closing brace is indented like the line that opened it. */
  JavaSource line(String line) {
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

  @Override
  public String toString() {
    return text.toString();
  }
}
