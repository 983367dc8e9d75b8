package dev.vaccel.vm;

import java.nio.file.Path;
import java.util.Locale;

/** JSON objects for requests: names and values in turns. */
final class JsonText {
  private JsonText() {}

  /** A value that is JSON already. */
  private record Raw(String text) {}

  /** An object as a value of another one. */
  static Object nested(Object... namesAndValues) {
    return new Raw(object(namesAndValues));
  }

  static String object(Object... namesAndValues) {
    StringBuilder json = new StringBuilder("{");
    for (int i = 0; i < namesAndValues.length; i += 2) {
      json.append(i == 0 ? "" : ",").append(string(namesAndValues[i].toString())).append(':');
      json.append(value(namesAndValues[i + 1]));
    }
    return json.append('}').toString();
  }

  private static String value(Object value) {
    return switch (value) {
      case Raw(String text) -> text;
      case Number number -> number.toString();
      case Boolean flag -> flag.toString();
      case Path path -> string(path.toString());
      default -> string(value.toString());
    };
  }

  private static String string(String text) {
    StringBuilder json = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ') {
        json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }
}
