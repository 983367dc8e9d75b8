package dev.vaccel.cli;

import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A number of bytes on the command line: {@code 4096}, {@code 64K}, {@code 16M}, {@code 4G}, where
 * K is 1024.
 *
 * @param bytes at least 0
 */
record ByteSize(long bytes) {
  private static final String UNITS = "KMGT";

  /** Reads one. */
  static ByteSize parse(String text) {
    String digits = text.strip().toUpperCase(Locale.ROOT);
    if (digits.endsWith("IB")) {
      digits = digits.substring(0, digits.length() - 2);
    }
    int shift = 0;
    if (!digits.isEmpty()) {
      int unit = UNITS.indexOf(digits.charAt(digits.length() - 1));
      if (unit >= 0) {
        shift = 10 * (unit + 1);
        digits = digits.substring(0, digits.length() - 1);
      }
    }
    try {
      long number = Long.parseLong(digits);
      if (number >= 0 && number <= Long.MAX_VALUE >> shift) {
        return new ByteSize(number << shift);
      }
    } catch (NumberFormatException _) {
      // reported below
    }
    throw new TypeConversionException(
        "'" + text + "': expected a number of bytes such as 4096, 64K, 16M or 4G");
  }

  /** For people: {@code 1.5 MiB}. */
  static String format(long bytes) {
    if (bytes < 1024) {
      return bytes + " B";
    }
    int unit = 0;
    double value = bytes / 1024.0;
    while (value >= 1023.95 && unit < UNITS.length() - 1) {
      value /= 1024;
      unit++;
    }
    String number = String.format(Locale.ROOT, "%.1f", value);
    if (number.endsWith(".0")) {
      number = number.substring(0, number.length() - 2);
    }
    return number + " " + UNITS.charAt(unit) + "iB";
  }

  /** The shortest text that {@link #parse} reads: {@code 16M}. */
  String shortText() {
    long value = bytes;
    int unit = 0;
    while (value > 0 && value % 1024 == 0 && unit < UNITS.length()) {
      value /= 1024;
      unit++;
    }
    return unit == 0 ? Long.toString(value) : value + "" + UNITS.charAt(unit - 1);
  }

  /** For picocli. */
  static final class Converter implements ITypeConverter<ByteSize> {
    Converter() {}

    @Override
    public ByteSize convert(String text) {
      return parse(text);
    }
  }
}
