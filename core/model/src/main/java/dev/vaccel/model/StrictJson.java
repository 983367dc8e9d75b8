package dev.vaccel.model;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads one JSON object from a file: RFC 8259, UTF-8, no name twice. */
final class StrictJson {
  private static final long MAX_BYTES = 1 << 20;
  private static final int MAX_DEPTH = 32;

  private StrictJson() {}

  static JsonObject read(Path file) {
    String name = String.valueOf(file.getFileName());
    try {
      long bytes = Files.size(file);
      if (bytes > MAX_BYTES) {
        throw BundleErrors.corrupt(
            name + " has " + bytes + " bytes: expected at most " + MAX_BYTES);
      }
      return parse(name, Files.readString(file));
    } catch (CharacterCodingException e) {
      throw BundleErrors.corrupt(name + " is not UTF-8 text", e);
    } catch (IOException e) {
      throw BundleErrors.unreadable(name, e);
    }
  }

  static JsonObject parse(String name, String text) {
    JsonReader reader = new JsonReader(new StringReader(text));
    reader.setStrictness(Strictness.STRICT);
    reader.setNestingLimit(MAX_DEPTH);
    try {
      JsonElement root = element(name, reader);
      if (reader.peek() != JsonToken.END_DOCUMENT) {
        throw BundleErrors.corrupt(name + ": text after the end of the object");
      }
      if (root instanceof JsonObject object) {
        return object;
      }
      throw BundleErrors.corrupt(name + ": expected one JSON object");
    } catch (MalformedJsonException | EOFException | NumberFormatException e) {
      // Gson's second line is a link to its manual.
      String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw BundleErrors.corrupt(name + " is not valid JSON: " + reason, e);
    } catch (IOException e) {
      throw BundleErrors.unreadable(name, e);
    }
  }

  private static JsonElement element(String name, JsonReader reader) throws IOException {
    return switch (reader.peek()) {
      case BEGIN_OBJECT -> {
        JsonObject object = new JsonObject();
        reader.beginObject();
        while (reader.hasNext()) {
          String field = reader.nextName();
          if (object.has(field)) {
            throw BundleErrors.corrupt(name + ": \"" + field + "\" is there twice");
          }
          object.add(field, element(name, reader));
        }
        reader.endObject();
        yield object;
      }
      case BEGIN_ARRAY -> {
        JsonArray array = new JsonArray();
        reader.beginArray();
        while (reader.hasNext()) {
          array.add(element(name, reader));
        }
        reader.endArray();
        yield array;
      }
      case STRING -> new JsonPrimitive(reader.nextString());
      // As a double: a whole number that a bundle may hold fits, and no exponent costs memory.
      case NUMBER -> new JsonPrimitive(reader.nextDouble());
      case BOOLEAN -> new JsonPrimitive(reader.nextBoolean());
      case NULL -> {
        reader.nextNull();
        yield JsonNull.INSTANCE;
      }
      case END_ARRAY, END_OBJECT, NAME, END_DOCUMENT ->
          throw BundleErrors.corrupt(name + ": a value is missing");
    };
  }
}
