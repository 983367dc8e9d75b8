package dev.vaccel.vm;

import java.io.ByteArrayOutputStream;
import java.util.List;

/** Words that a shell takes exactly as they are. */
final class ShellWords {
  private ShellWords() {}

  /** The words as one command, whatever bytes they have; a NUL, which no argument has, excepted. */
  static byte[] quote(List<byte[]> words) {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (byte[] word : words) {
      if (line.size() > 0) {
        line.write(' ');
      }
      line.write('\'');
      for (byte b : word) {
        if (b == '\'') {
          line.writeBytes(new byte[] {'\'', '\\', '\'', '\''});
        } else {
          line.write(b);
        }
      }
      line.write('\'');
    }
    return line.toByteArray();
  }
}
