package dev.vaccel.model;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.vaccel.api.ResourceException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one JSON object, read by name and kind. Every complaint names the file, the path of
 * the field, the value and what is accepted; {@code null} counts as absent.
 */
final class JsonFields {
  private static final int MAX_TEXT = 4096;

  private final String file;
  private final String path;
  private final JsonObject object;
  private final Set<String> asked = new LinkedHashSet<>();

  JsonFields(String file, String path, JsonObject object) {
    this.file = file;
    this.path = path;
    this.object = object;
  }

  @Nullable String text(String name) {
    JsonElement value = field(name);
    if (value == null) {
      return null;
    }
    if (value instanceof JsonPrimitive primitive
        && primitive.isString()
        && primitive.getAsString().length() <= MAX_TEXT) {
      return primitive.getAsString();
    }
    throw wrong(name, value, "a text of at most " + MAX_TEXT + " characters");
  }

  String text(String name, String whenAbsent) {
    String text = text(name);
    return text == null ? whenAbsent : text;
  }

  String requiredText(String name, String expected) {
    String text = text(name);
    if (text == null || text.isEmpty()) {
      throw error(name, text == null ? "missing" : "empty", expected);
    }
    return text;
  }

  <E extends Enum<E>> @Nullable E choice(String name, E[] values, Function<E, String> nameOf) {
    JsonElement given = field(name);
    if (given == null) {
      return null;
    }
    List<String> names = new ArrayList<>();
    for (E value : values) {
      if (given instanceof JsonPrimitive text && text.getAsString().equals(nameOf.apply(value))) {
        return value;
      }
      names.add(nameOf.apply(value));
    }
    throw wrong(name, given, "one of " + String.join(", ", names));
  }

  int wholeNumber(String name, int whenAbsent, int min, int max) {
    JsonElement value = field(name);
    if (value == null) {
      return whenAbsent;
    }
    if (value instanceof JsonPrimitive primitive && primitive.isNumber()) {
      double number = primitive.getAsDouble();
      if (number == Math.rint(number) && number >= min && number <= max) {
        return (int) number;
      }
    }
    throw wrong(name, value, "a whole number from " + min + " to " + max);
  }

  @Nullable List<Float> numbers(String name, int count) {
    JsonElement value = field(name);
    if (value == null) {
      return null;
    }
    List<Float> numbers = new ArrayList<>();
    if (value instanceof JsonArray array && (array.size() == count || array.size() == 1)) {
      for (JsonElement item : array) {
        if (item instanceof JsonPrimitive number
            && number.isNumber()
            && Float.isFinite(number.getAsFloat())) {
          numbers.add(number.getAsFloat());
        }
      }
      if (numbers.size() == array.size()) {
        return numbers;
      }
    }
    throw wrong(
        name,
        value,
        count == 1 ? "a list of 1 number" : "a list of " + count + " numbers, or of 1");
  }

  /** A list of 0 to {@code most} finite numbers. */
  List<Float> numberList(String name, int most) {
    JsonElement value = field(name);
    if (value == null) {
      return List.of();
    }
    if (value instanceof JsonArray array && array.size() <= most) {
      List<Float> numbers = new ArrayList<>();
      for (JsonElement item : array) {
        if (item instanceof JsonPrimitive number
            && number.isNumber()
            && Float.isFinite(number.getAsFloat())) {
          numbers.add(number.getAsFloat());
        }
      }
      if (numbers.size() == array.size()) {
        return numbers;
      }
    }
    throw wrong(name, value, "a list of at most " + most + " numbers");
  }

  float number(String name, float whenAbsent, float min, float max) {
    JsonElement value = field(name);
    if (value == null) {
      return whenAbsent;
    }
    if (value instanceof JsonPrimitive primitive && primitive.isNumber()) {
      float number = primitive.getAsFloat();
      if (number >= min && number <= max) {
        return number;
      }
    }
    throw wrong(name, value, "a number from " + min + " to " + max);
  }

  /** A truth value; required where {@code whenAbsent} is null. */
  boolean flag(String name, @Nullable Boolean whenAbsent) {
    JsonElement value = field(name);
    if (value == null) {
      if (whenAbsent == null) {
        throw error(name, "missing", "true or false");
      }
      return whenAbsent;
    }
    if (value instanceof JsonPrimitive primitive && primitive.isBoolean()) {
      return primitive.getAsBoolean();
    }
    throw wrong(name, value, "true or false");
  }

  @Nullable JsonFields object(String name) {
    JsonElement value = field(name);
    if (value == null) {
      return null;
    }
    if (value instanceof JsonObject item) {
      return new JsonFields(file, path + name + ".", item);
    }
    throw wrong(name, value, "an object");
  }

  List<JsonFields> objects(String name) {
    JsonElement value = field(name);
    List<JsonFields> items = new ArrayList<>();
    if (value == null) {
      return items;
    }
    if (value instanceof JsonArray array) {
      for (int i = 0; i < array.size(); i++) {
        if (array.get(i) instanceof JsonObject item) {
          items.add(new JsonFields(file, path + name + "[" + i + "].", item));
        }
      }
      if (items.size() == array.size()) {
        return items;
      }
    }
    throw wrong(name, value, "a list of objects");
  }

  Map<String, String> texts(String name, String expected) {
    JsonElement value = field(name);
    Map<String, String> texts = new LinkedHashMap<>();
    if (value == null) {
      return texts;
    }
    if (!(value instanceof JsonObject map)) {
      throw wrong(name, value, expected);
    }
    for (Map.Entry<String, JsonElement> entry : map.entrySet()) {
      if (!(entry.getValue() instanceof JsonPrimitive text) || !text.isString()) {
        throw wrong(name + "." + entry.getKey(), entry.getValue(), expected);
      }
      texts.put(entry.getKey(), text.getAsString());
    }
    return texts;
  }

  /** Complains of fields that nobody asked for; those that start with {@code except} may stay. */
  void rejectOthers(@Nullable String except) {
    for (String name : object.keySet()) {
      if (!asked.contains(name) && (except == null || !name.startsWith(except))) {
        throw BundleErrors.corrupt(
            file + ": unknown field " + path + name + ": known are " + String.join(", ", asked));
      }
    }
  }

  ResourceException error(String name, String is, String expected) {
    return BundleErrors.corrupt(file + ": " + path + name + " is " + is + ": expected " + expected);
  }

  ResourceException error(String name, String is, String problem, Throwable cause) {
    return BundleErrors.corrupt(file + ": " + path + name + " is " + is + ": " + problem, cause);
  }

  private ResourceException wrong(String name, JsonElement value, String expected) {
    String text = value.toString();
    return error(name, text.length() > 80 ? text.substring(0, 80) + "..." : text, expected);
  }

  private @Nullable JsonElement field(String name) {
    asked.add(name);
    JsonElement value = object.get(name);
    return value == null || value.isJsonNull() ? null : value;
  }
}
