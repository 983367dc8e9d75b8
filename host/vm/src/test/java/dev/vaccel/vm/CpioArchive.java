package dev.vaccel.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What Linux unpacks from a file: archives one behind the other, with zeros between them. */
final class CpioArchive {
  private static final int HEADER = 110;
  private static final int MODE_FIELD = 1;
  private static final int SIZE_FIELD = 6;
  private static final int NAME_FIELD = 11;

  private final Map<String, Entry> entries = new LinkedHashMap<>();

  private CpioArchive() {}

  /** A file; each character of the content is a byte. */
  record Entry(int mode, String content) {
    byte[] bytes() {
      return content.getBytes(StandardCharsets.ISO_8859_1);
    }

    String text() {
      return new String(bytes(), StandardCharsets.UTF_8);
    }
  }

  static CpioArchive read(byte[] archive) {
    CpioArchive read = new CpioArchive();
    int at = 0;
    while (at < archive.length) {
      if (archive[at] == 0) {
        at++;
        continue;
      }
      assertEquals(0, at % 4, "headers are aligned");
      assertEquals("070701", new String(archive, at, 6, StandardCharsets.US_ASCII));
      int nameBytes = field(archive, at, NAME_FIELD);
      int size = field(archive, at, SIZE_FIELD);
      String name = new String(archive, at + HEADER, nameBytes - 1, StandardCharsets.UTF_8);
      int content = padded(at + HEADER + nameBytes);
      if (!name.equals("TRAILER!!!")) {
        read.entries.put(
            name,
            new Entry(
                field(archive, at, MODE_FIELD),
                new String(archive, content, size, StandardCharsets.ISO_8859_1)));
      }
      at = padded(content + size);
    }
    return read;
  }

  List<String> names() {
    return List.copyOf(entries.keySet());
  }

  /** A file that must be there. */
  Entry get(String name) {
    return Objects.requireNonNull(entries.get(name), name);
  }

  private static int field(byte[] archive, int at, int index) {
    String digits = new String(archive, at + 6 + 8 * index, 8, StandardCharsets.US_ASCII);
    return Integer.parseUnsignedInt(digits, 16);
  }

  private static int padded(int at) {
    return (at + 3) & ~3;
  }
}
