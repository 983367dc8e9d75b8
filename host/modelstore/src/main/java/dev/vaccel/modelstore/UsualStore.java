package dev.vaccel.modelstore;

import dev.vaccel.runtime.ModelSource;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Where this user's store is, as the environment says. */
public final class UsualStore {
  private UsualStore() {}

  /** Called by the service loader, for sessions of this process. */
  public static ModelSource provider() {
    return new ModelStore(directory(System.getenv()));
  }

  /**
   * The directory that {@link ModelStore#VARIABLE} names, else {@code vaccel/models} in the user's
   * data directory. Source: XDG base directory specification, which ignores relative paths.
   */
  public static Path directory(Map<String, String> environment) {
    String named = environment.getOrDefault(ModelStore.VARIABLE, "");
    if (!named.isBlank()) {
      return Path.of(named);
    }
    String home =
        Optional.ofNullable(environment.get("HOME"))
            .filter(h -> !h.isBlank())
            .orElse(System.getProperty("user.home"));
    String data =
        Optional.ofNullable(environment.get("XDG_DATA_HOME"))
            .filter(d -> d.startsWith("/"))
            .orElse(home + "/.local/share");
    return Path.of(data, "vaccel", "models");
  }
}
