package dev.vaccel.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The last arguments of this process as bytes. Java decodes arguments by the locale, and where that
 * is "C" it loses what is not ASCII; the kernel keeps them.
 */
final class RawArguments {
  private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");

  private RawArguments() {}

  /** The bytes of the last arguments, which are these as Java has decoded them. */
  static List<byte[]> of(List<String> decoded) {
    try {
      return of(decoded, Files.readAllBytes(COMMAND_LINE));
    } catch (IOException _) {
      return encoded(decoded);
    }
  }

  static List<byte[]> of(List<String> decoded, byte[] commandLine) {
    List<byte[]> all = new ArrayList<>();
    int from = 0;
    for (int i = 0; i < commandLine.length; i++) {
      if (commandLine[i] == 0) {
        all.add(java.util.Arrays.copyOfRange(commandLine, from, i));
        from = i + 1;
      }
    }
    if (all.size() < decoded.size()) {
      return encoded(decoded);
    }
    List<byte[]> last = all.subList(all.size() - decoded.size(), all.size());
    for (int i = 0; i < last.size(); i++) {
      if (!isSame(last.get(i), decoded.get(i))) {
        return encoded(decoded); // The arguments are not those of the process, as in tests.
      }
    }
    return List.copyOf(last);
  }

  private static boolean isSame(byte[] raw, String decoded) {
    return ascii(new String(raw, StandardCharsets.ISO_8859_1)).equals(ascii(decoded));
  }

  /** What every decoding keeps; a question mark may stand for what one does not. */
  private static String ascii(String text) {
    StringBuilder kept = new StringBuilder();
    text.chars().filter(c -> c < 0x80 && c != '?').forEach(c -> kept.append((char) c));
    return kept.toString();
  }

  private static List<byte[]> encoded(List<String> texts) {
    return texts.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
  }
}
