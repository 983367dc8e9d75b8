package dev.vaccel.backend.tflite;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What TensorFlow Lite said of one interpreter's doings, so that it can go into an exception.
 * Thread-safe: kernels may report from threads of their own.
 */
final class ErrorLog implements AutoCloseable {
  private static final int MOST_CHARACTERS = 500;
  private static final Map<Long, ErrorLog> OPEN = new ConcurrentHashMap<>();
  private static final AtomicLong NUMBERS = new AtomicLong();

  private final long number = NUMBERS.incrementAndGet();
  private final StringBuilder text = new StringBuilder();

  /** A log that {@link #add(long, String)} finds until it is closed. */
  ErrorLog() {
    OPEN.put(number, this);
  }

  /** By its number, which travels through native code in place of an address. */
  static void add(long number, String message) {
    ErrorLog log = OPEN.get(number);
    if (log != null) {
      log.add(message);
    }
  }

  long number() {
    return number;
  }

  synchronized void add(String message) {
    String line = message.strip().replaceAll("\\s+", " ");
    if (!line.isEmpty() && text.length() < MOST_CHARACTERS) {
      text.append(text.isEmpty() ? "" : "; ").append(line);
    }
  }

  /** What was said since the last time, in one line. */
  synchronized String take() {
    String said =
        text.length() > MOST_CHARACTERS ? text.substring(0, MOST_CHARACTERS) + "..." : "" + text;
    text.setLength(0);
    return said;
  }

  @Override
  public void close() {
    OPEN.remove(number);
  }
}
