package dev.vaccel.cli;

/**
 * One line of {@code vaccel doctor}.
 *
 * @param level how good it is
 * @param subject what was looked at
 * @param detail what was found
 * @param fix what would make it better; empty where nothing is wanting
 */
record Finding(Level level, String subject, String detail, String fix) {
  /** How good something is. */
  enum Level {
    /** As it should be. */
    OK,
    /** Works, with something missing that not everybody needs. */
    WARN,
    /** Does not work. */
    FAIL;

    String lowerName() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  static Finding ok(String subject, String detail) {
    return new Finding(Level.OK, subject, detail, "");
  }

  static Finding warn(String subject, String detail, String fix) {
    return new Finding(Level.WARN, subject, detail, fix);
  }

  static Finding fail(String subject, String detail, String fix) {
    return new Finding(Level.FAIL, subject, detail, fix);
  }
}
