package dev.vaccel.cli;

import dev.vaccel.api.ResourceId;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which file each resource of this command is. An agent knows resources by their content alone, and
 * so do its failures; a user knows files. Thread-safe.
 */
final class NamedResources {
  private static final Map<String, Path> PATHS = new ConcurrentHashMap<>();

  private NamedResources() {}

  /** Notes where a resource comes from. */
  static void note(ResourceId id, Path path) {
    PATHS.put(id.shortName(), path);
  }

  /** A message, behind the file whose resource it names. */
  static String explain(String message) {
    for (Map.Entry<String, Path> resource : PATHS.entrySet()) {
      if (message.contains(resource.getKey())) {
        return resource.getValue() + ": " + message;
      }
    }
    return message;
  }
}
