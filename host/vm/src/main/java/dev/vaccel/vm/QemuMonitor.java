package dev.vaccel.vm;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Asks QEMU what it knows.
 *
 * <p>Source: QEMU, docs/interop/qmp-spec.rst and qapi/char.json (query-chardev).
 */
final class QemuMonitor {
  private static final int MOST_LINE_BYTES = 1 << 16;

  private QemuMonitor() {}

  /** Whether the other end of one of QEMU's sockets is still there. */
  static boolean isConnected(Path control, String device, Patience patience) throws IOException {
    try (UnixStream stream = UnixStream.connect(control, patience)) {
      line(stream, patience);
      ask(stream, "qmp_capabilities", patience);
      return isConnected(ask(stream, "query-chardev", patience), device);
    }
  }

  private static String ask(UnixStream stream, String what, Patience patience) throws IOException {
    String request = "{\"execute\":\"" + what + "\"}\n";
    stream.write(request.getBytes(StandardCharsets.US_ASCII), patience);
    String answer = line(stream, patience);
    while (!answer.contains("\"return\"") && !answer.contains("\"error\"")) {
      answer = line(stream, patience); // it was an event
    }
    return answer;
  }

  private static String line(UnixStream stream, Patience patience) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = stream.read(patience); b != '\n'; b = stream.read(patience)) {
      if (b < 0) {
        throw new IOException("QEMU closed its control socket");
      }
      if (line.size() == MOST_LINE_BYTES) {
        throw new IOException("QEMU's answer is longer than " + MOST_LINE_BYTES + " bytes");
      }
      line.write(b);
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  // Flat objects of which each has a label. What looks like one inside a path has escaped quotes.
  static boolean isConnected(String answer, String device) {
    for (String object : answer.split("\\{", -1)) {
      if (object.contains("\"label\": \"" + device + "\"")) {
        return !object.contains("\"filename\": \"disconnected:");
      }
    }
    return true;
  }
}
