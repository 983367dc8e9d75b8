package dev.vaccel.cli;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds and prints what {@code --json} shows: trees, never objects by reflection. */
final class Json {
  private Json() {}

  /**
   * An object of names and values in turn; a value is text, number, boolean, tree, list or null.
   */
  static JsonObject object(@Nullable Object... namesAndValues) {
    JsonObject object = new JsonObject();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      object.add(String.valueOf(namesAndValues[i]), element(namesAndValues[i + 1]));
    }
    return object;
  }

  /** An array of values as in {@link #object}. */
  static JsonArray array(List<?> values) {
    JsonArray array = new JsonArray();
    values.forEach(value -> array.add(element(value)));
    return array;
  }

  private static JsonElement element(@Nullable Object value) {
    return switch (value) {
      case null -> JsonNull.INSTANCE;
      case JsonElement tree -> tree;
      case List<?> list -> array(list);
      case Boolean flag -> new JsonPrimitive(flag);
      // JSON has neither infinities nor NaN.
      case Double number when !Double.isFinite(number) -> new JsonPrimitive(number.toString());
      case Float number when !Float.isFinite(number) -> new JsonPrimitive(number.toString());
      case Number number -> new JsonPrimitive(number);
      default -> new JsonPrimitive(value.toString());
    };
  }

  /** Prints a tree on several lines. */
  static void print(Terminal terminal, JsonElement tree) {
    terminal.out().println(text(tree));
  }

  /** A tree on several lines. */
  static String text(JsonElement tree) {
    return new GsonBuilder()
        .setPrettyPrinting()
        .disableHtmlEscaping()
        .serializeNulls()
        .create()
        .toJson(tree);
  }
}
