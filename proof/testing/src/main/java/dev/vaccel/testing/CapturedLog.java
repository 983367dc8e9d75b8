package dev.vaccel.testing;

import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What a class logs while this is open. Thread-safe. */
public final class CapturedLog implements AutoCloseable {
  private final Logger logger;
  private final List<String> lines = new ArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord entry) {
          String line =
              entry.getLevel()
                  + " "
                  + MessageFormat.format(entry.getMessage(), entry.getParameters());
          synchronized (lines) {
            lines.add(line);
          }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  /** Starts listening to the logger that is named after {@code type}. */
  public CapturedLog(Class<?> type) {
    this.logger = Logger.getLogger(type.getName());
    logger.addHandler(handler);
  }

  /** Level and text of each entry that contains {@code part}. */
  public List<String> lines(String part) {
    synchronized (lines) {
      return lines.stream().filter(line -> line.contains(part)).toList();
    }
  }

  @Override
  public void close() {
    logger.removeHandler(handler);
  }
}
