package dev.vaccel.cli;

import java.time.temporal.ChronoUnit;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;

/**
 * One line for each record: {@code 2026-11-01T10:15:30.123Z INFO agent listening
 * address=unix:///run/vaccel.sock}.
 */
public final class LogLine extends Formatter {
  /** Called by the log manager. */
  public LogLine() {}

  @Override
  public String format(LogRecord record) {
    StringBuilder line = new StringBuilder(120);
    line.append(record.getInstant().truncatedTo(ChronoUnit.MILLIS));
    line.append(' ').append(record.getLevel().getName()).append(' ');
    line.append(PlainText.line(formatMessage(record)));
    Throwable thrown = record.getThrown();
    if (thrown != null) {
      line.append(" cause=\"").append(PlainText.line(thrown.toString())).append('"');
    }
    return line.append('\n').toString();
  }
}
