package dev.vaccel.vm;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The last bytes of something that may be long. Thread-safe. */
final class ConsoleTail {
  private static final int LINES = 3;
  // What terminals obey, firmware's included, and other control characters.
  private static final Pattern ESCAPES =
      Pattern.compile("(\u001b(\\[[0-9;?]*[A-Za-z]|.)|\\p{Cntrl})+");

  private final byte[] kept;
  // Guarded by this.
  private int length;

  ConsoleTail(int bytes) {
    this.kept = new byte[bytes];
  }

  synchronized void add(byte[] bytes, int count) {
    int taken = Math.min(count, kept.length);
    int stays = Math.min(length, kept.length - taken);
    System.arraycopy(kept, length - stays, kept, 0, stays);
    System.arraycopy(bytes, count - taken, kept, stays, taken);
    length = stays + taken;
  }

  /** The last lines on one, without control characters; empty if nothing was said. */
  String lines() {
    return lines(_ -> false);
  }

  /** As {@link #lines()}, without some. */
  synchronized String lines(Predicate<String> isLeftOut) {
    String text = new String(kept, 0, length, StandardCharsets.UTF_8);
    List<String> lines =
        Arrays.stream(text.split("[\r\n]+", -1))
            .map(line -> ESCAPES.matcher(line).replaceAll(" ").strip())
            .filter(line -> !line.isEmpty() && !isLeftOut.test(line))
            .toList();
    return String.join(" | ", lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
  }
}
