package dev.vaccel.modelstore;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ResourceException;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.VaccelException;
import dev.vaccel.runtime.ResourceFile;
import dev.vaccel.runtime.ResourceManifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Index files: {@link StoreEntry} to and from JSON. */
final class EntryJson {
  private static final int FORMAT = 1;
  // A resource may have 4096 files with paths of 512 characters.
  private static final long MAX_BYTES = 4 << 20;

  private EntryJson() {}

  static String write(StoreEntry entry) {
    JsonObject json = new JsonObject();
    json.addProperty("format", FORMAT);
    json.addProperty("name", entry.name().name());
    json.addProperty("version", entry.name().version());
    json.addProperty("resource", entry.manifest().id().sha256());
    json.addProperty("source", entry.source());
    json.addProperty("sourceSha256", entry.sourceSha256());
    json.addProperty("added", entry.added().toString());
    json.addProperty("task", entry.task());
    json.addProperty("modelFormat", entry.format());
    json.addProperty("licence", entry.licence());
    json.addProperty("directory", entry.manifest().directory());
    JsonArray files = new JsonArray();
    for (ResourceFile file : entry.manifest().files()) {
      JsonObject item = new JsonObject();
      item.addProperty("path", file.path());
      item.addProperty("bytes", file.lengthBytes());
      item.addProperty("sha256", file.hash().sha256());
      files.add(item);
    }
    json.add("files", files);
    return new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create().toJson(json) + "\n";
  }

  /**
   * Reads an index file.
   *
   * @throws java.nio.file.NoSuchFileException if there is none
   * @throws ResourceException CORRUPT if it is not what {@link #write} writes for this name
   */
  static StoreEntry read(Path file, ModelName name) throws IOException {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw damaged(name, "it has more than " + MAX_BYTES + " bytes", null);
      }
      JsonObject json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
      int format = field(json, "format").getAsInt();
      if (format != FORMAT) {
        throw damaged(name, "its format is " + format + ", expected " + FORMAT, null);
      }
      List<ResourceFile> files = new ArrayList<>();
      for (JsonElement each : field(json, "files").getAsJsonArray()) {
        JsonObject item = each.getAsJsonObject();
        files.add(
            new ResourceFile(
                text(item, "path"),
                field(item, "bytes").getAsLong(),
                new ResourceId(text(item, "sha256"))));
      }
      StoreEntry entry =
          new StoreEntry(
              new ModelName(text(json, "name"), text(json, "version")),
              new ResourceManifest(field(json, "directory").getAsBoolean(), files),
              text(json, "source"),
              text(json, "sourceSha256"),
              Instant.parse(text(json, "added")),
              text(json, "task"),
              text(json, "modelFormat"),
              text(json, "licence"));
      if (!entry.name().equals(name)
          || !entry.manifest().id().sha256().equals(text(json, "resource"))) {
        throw damaged(name, "it does not agree with itself", null);
      }
      return entry;
    } catch (ResourceException e) {
      throw e;
    } catch (VaccelException
        | JsonParseException
        | IllegalStateException
        | UnsupportedOperationException
        | NumberFormatException
        | DateTimeException
        | java.nio.charset.CharacterCodingException e) {
      throw damaged(name, String.valueOf(e.getMessage()).lines().findFirst().orElse(""), e);
    }
  }

  private static String text(JsonObject json, String field) {
    return field(json, field).getAsString();
  }

  private static JsonElement field(JsonObject json, String name) {
    JsonElement value = json.get(name);
    if (value == null) {
      throw new IllegalStateException("it has no " + name);
    }
    return value;
  }

  private static ResourceException damaged(ModelName name, String what, @Nullable Throwable cause) {
    return new ResourceException(
        ErrorCode.CORRUPT,
        "the entry of model '" + name + "' is damaged: " + what + "; remove it and add it again",
        cause);
  }
}
