package dev.vaccel.vm;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Requests to a VMM: HTTP/1.1 over a unix socket, for which Java has no client. One connection for
 * each request; an answer is refused beyond 64 KiB. Confined to one thread.
 */
final class VmmApi {
  private static final int MOST_BYTES = 1 << 16;
  private static final int MOST_TOLD = 400;
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})( .*)?");
  private static final Pattern FAULT = Pattern.compile("\"fault_message\"\\s*:\\s*\"(.*)\"");

  private final String title;
  private final Path socket;
  private final Patience patience;
  private int bytesRead;

  VmmApi(String title, Path socket, Patience patience) {
    this.title = title;
    this.socket = socket;
    this.patience = patience;
  }

  /**
   * Sends JSON.
   *
   * @throws IOException with the VMM's own words if it answers with anything but success
   */
  void put(String path, String json) throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    StringBuilder head = new StringBuilder("PUT " + path + " HTTP/1.1\r\n");
    head.append("Host: localhost\r\nAccept: application/json\r\nConnection: close\r\n");
    if (body.length > 0) {
      head.append("Content-Type: application/json\r\n");
    }
    head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
    ByteArrayOutputStream request = new ByteArrayOutputStream();
    request.writeBytes(head.toString().getBytes(StandardCharsets.US_ASCII));
    request.writeBytes(body);
    bytesRead = 0;
    try (UnixStream stream = UnixStream.connect(socket, patience)) {
      stream.write(request.toByteArray(), patience);
      answer(path, stream);
    }
  }

  private void answer(String path, UnixStream stream) throws IOException {
    String first = line(stream);
    Matcher status = STATUS.matcher(first);
    if (!status.matches()) {
      throw new IOException(
          title + ": " + path + " was answered with '" + told(first) + "', expected HTTP/1.1");
    }
    long length = 0;
    for (String header = line(stream); !header.isEmpty(); header = line(stream)) {
      int colon = header.indexOf(':');
      if (colon > 0
          && header.substring(0, colon).toLowerCase(Locale.ROOT).equals("content-length")) {
        length = length(path, header.substring(colon + 1).strip());
      }
    }
    if (status.group(1).charAt(0) == '2') {
      return;
    }
    byte[] body = new byte[(int) length];
    for (int i = 0; i < body.length; i++) {
      body[i] = (byte) next(stream);
    }
    String text = new String(body, StandardCharsets.UTF_8);
    Matcher fault = FAULT.matcher(text);
    String why = told(fault.find() ? fault.group(1) : text);
    throw new IOException(
        title + " refused " + path + " (" + status.group(1) + (why.isEmpty() ? ")" : "): " + why));
  }

  private long length(String path, String text) throws IOException {
    if (!text.matches("\\d{1,9}") || Integer.parseInt(text) > MOST_BYTES) {
      throw new IOException(
          title + ": " + path + " was answered with Content-Length '" + told(text) + "'");
    }
    return Integer.parseInt(text);
  }

  /** Something of the VMM's, on one line. */
  private static String told(String text) {
    String line =
        text.replaceAll("\\\\[nrt]", " ")
            .replaceAll("\\\\(.)", "$1")
            .replaceAll("\\p{Cntrl}+", " ");
    return line.length() > MOST_TOLD ? line.substring(0, MOST_TOLD) + "..." : line.strip();
  }

  private String line(UnixStream stream) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = next(stream); b != '\n'; b = next(stream)) {
      line.write(b);
    }
    String text = line.toString(StandardCharsets.UTF_8);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  private int next(UnixStream stream) throws IOException {
    int b = stream.read(patience);
    if (b < 0) {
      throw new IOException(title + ": its control socket was closed within an answer");
    }
    if (++bytesRead > MOST_BYTES) {
      throw new IOException(title + ": its answer is longer than " + MOST_BYTES + " bytes");
    }
    return b;
  }
}
