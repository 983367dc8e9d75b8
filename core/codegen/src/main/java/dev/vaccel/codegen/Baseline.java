package dev.vaccel.codegen;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The committed descriptions: a change of one is seen in review. */
final class Baseline {
  private Baseline() {}

  /**
   * Compares a description with the committed one.
   *
   * @param json the text of {@code api}
   * @param update whether to accept a compatible difference, and a first description
   * @throws DescriptionException if there is a difference that is not accepted
   */
  static void compare(String directory, Api api, String json, boolean update) throws IOException {
    Path file = Path.of(directory, api.name() + ".json");
    String committed = Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
    if (committed.equals(json)) {
      return;
    }
    if (!committed.isEmpty()) {
      List<String> breaks = Compatibility.breaks(ApiJson.read(committed), api);
      if (!breaks.isEmpty()) {
        throw new DescriptionException("incompatible change: " + String.join("; ", breaks));
      }
    }
    if (!update) {
      throw new DescriptionException(
          "description of API "
              + api.name()
              + " differs from "
              + file.getFileName()
              + "; accept it with: mvn -B compile -Dvaccel.baseline.update=true");
    }
    Files.createDirectories(Path.of(directory));
    Files.writeString(file, json, StandardCharsets.UTF_8);
  }
}
