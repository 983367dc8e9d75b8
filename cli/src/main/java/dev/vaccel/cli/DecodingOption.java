package dev.vaccel.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.vaccel.api.VaccelException;
import dev.vaccel.model.Bundles;
import dev.vaccel.model.Decoding;
import dev.vaccel.model.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Reads {@code --decode}. What a method's fields are is the bundle format's business: the text is
 * read as part of a bundle, by the format's own strict reader.
 */
final class DecodingOption {
  private DecodingOption() {}

  /**
   * The decoding.
   *
   * @param text the name of a method, or the whole JSON object
   * @throws Failure if it is none for this task
   */
  static Decoding read(String text, Task task) throws IOException {
    JsonObject decoding = object(text);
    try (TemporaryDirectory directory = TemporaryDirectory.create("vaccel-decoding-")) {
      Path model = directory.path().resolve("model.onnx");
      Files.createFile(model);
      JsonObject bundle =
          Json.object("task", task.bundleName(), "format", "onnx", "model", "model.onnx");
      bundle.add("decoding", decoding);
      Files.writeString(directory.path().resolve(Bundles.FILE_NAME), bundle.toString());
      return Objects.requireNonNull(
          Bundles.describe(directory.path()).description().decoding(), "decoding");
    } catch (VaccelException e) {
      throw Failure.usage("--decode " + text + ": " + e.getMessage());
    }
  }

  private static JsonObject object(String text) {
    if (!text.startsWith("{")) {
      return Json.object("method", text);
    }
    try {
      JsonElement read = JsonParser.parseString(text);
      if (read.isJsonObject()) {
        return read.getAsJsonObject();
      }
    } catch (JsonParseException _) {
      // said below
    }
    throw Failure.usage("--decode " + text + ": expected a method's name or a JSON object");
  }
}
