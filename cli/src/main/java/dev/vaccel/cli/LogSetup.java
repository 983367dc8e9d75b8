package dev.vaccel.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.logging.LogManager;

/**
 * Where logs go: one line each to stderr. The log manager makes one of these when the first line is
 * logged, so that a command that logs nothing pays nothing.
 */
public final class LogSetup {
  private static final String LEVEL_PROPERTY = "vaccel.log-level";
  private static final String CLASS_PROPERTY = "java.util.logging.config.class";

  /** Called by the log manager. */
  public LogSetup() throws IOException {
    String configuration =
        """
        handlers=java.util.logging.ConsoleHandler
        java.util.logging.ConsoleHandler.level=ALL
        java.util.logging.ConsoleHandler.formatter=%s
        .level=WARNING
        dev.vaccel.level=%s
        """
            .formatted(
                LogLine.class.getName(),
                System.getProperty(LEVEL_PROPERTY, Level.WARNING.getName()));
    LogManager.getLogManager()
        .readConfiguration(
            new ByteArrayInputStream(configuration.getBytes(StandardCharsets.ISO_8859_1)));
  }

  /** Makes this the configuration, unless the user chose one. */
  static void install() {
    if (System.getProperty(CLASS_PROPERTY) == null
        && System.getProperty("java.util.logging.config.file") == null) {
      System.setProperty(CLASS_PROPERTY, LogSetup.class.getName());
    }
  }

  /** Shows our own logs from this level on; called before anything logs. */
  static void level(Level level) {
    if (System.getProperty(LEVEL_PROPERTY) == null) {
      System.setProperty(LEVEL_PROPERTY, level.getName());
    }
  }
}
