package dev.vaccel.wire;

import dev.vaccel.api.ResourceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * One file of docs/protocol/golden; docs/protocol.md has its format. The files were not written by
 * the code that is tested with them.
 *
 * @param fields the lines before the bytes
 * @param hex the bytes, as digits
 */
record GoldenVector(Map<String, String> fields, String hex) {
  private static final Path DIRECTORY =
      Path.of(System.getProperty("vaccel.root", "../.."), "docs/protocol/golden");

  /** The resource whose bytes count up, which the vectors name. */
  static ResourceId resource(int from) {
    byte[] bytes = new byte[32];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (from + i);
    }
    return new ResourceId(HexFormat.of().formatHex(bytes));
  }

  static List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      return files.map(f -> f.getFileName().toString().replace(".txt", "")).sorted().toList();
    }
  }

  static GoldenVector load(String name) {
    try {
      return parse(Files.readString(DIRECTORY.resolve(name + ".txt")));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  static GoldenVector parse(String text) {
    Map<String, String> fields = new TreeMap<>();
    StringBuilder hex = new StringBuilder();
    boolean inBytes = false;
    for (String line : text.split("\n", -1)) {
      String content = line.replaceFirst("#.*", "").strip();
      if (content.isEmpty()) {
        continue;
      }
      if (inBytes) {
        int star = content.indexOf('*');
        String digits = (star < 0 ? content : content.substring(0, star)).replace(" ", "");
        int times = star < 0 ? 1 : Integer.parseInt(content.substring(star + 1).strip());
        hex.repeat(digits, times);
      } else if (content.equals("bytes:")) {
        inBytes = true;
      } else {
        int colon = content.indexOf(": ");
        fields.put(content.substring(0, colon), content.substring(colon + 2));
      }
    }
    return new GoldenVector(fields, hex.toString());
  }

  byte[] bytes() {
    return HexFormat.of().parseHex(hex);
  }
}
