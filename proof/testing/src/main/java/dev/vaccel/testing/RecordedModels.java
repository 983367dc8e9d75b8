package dev.vaccel.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Third-party models that lie beside the repository, not in it, as bundles: {@code
 * models/NAME.json} beside this class says how each is used. Where a model is missing, the test is
 * skipped; with VACCEL_REQUIRE_ALL=1 it fails.
 */
public final class RecordedModels {
  private RecordedModels() {}

  /** A file of the collection. */
  public static Path file(String name) {
    return SharedModels.file(name);
  }

  /** The numbers of a file of the collection in numpy's format. */
  public static float[] npy(String name) throws IOException {
    return Npy.read(file(name));
  }

  /** Names of the recorded answers that start with {@code prefix}, without their ending. */
  public static List<String> answers(String prefix) throws IOException {
    try (Stream<Path> files = Files.list(file("expected"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith(prefix) && name.endsWith(".json"))
          .map(name -> name.substring(0, name.length() - ".json".length()))
          .sorted()
          .toList();
    }
  }

  /**
   * Makes the bundle of a model.
   *
   * @param name {@code onnx_fastestdet_352}
   * @param folder made if absent; must not have anything of the bundle's names
   * @return {@code folder}
   */
  public static Path bundle(String name, Path folder) throws IOException {
    String json = description(name);
    Path model = file(field(json, "x-model"));
    Files.createDirectories(folder);
    copy(model, folder.resolve(field(json, "model")));
    if (json.contains("\"x-labels\"")) {
      Files.write(folder.resolve("labels.txt"), labels(field(json, "x-labels")));
    }
    Files.writeString(folder.resolve("vaccel-model.json"), json);
    return folder;
  }

  private static String description(String name) throws IOException {
    try (InputStream in = RecordedModels.class.getResourceAsStream("models/" + name + ".json")) {
      if (in == null) {
        throw new IOException("no description of the recorded model " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** A file's lines up to the first empty one, or the words of the text itself. */
  private static List<String> labels(String said) throws IOException {
    return said.endsWith(".txt")
        ? Files.readAllLines(file(said)).stream().takeWhile(line -> !line.isBlank()).toList()
        : List.of(said.split(" "));
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> tree = Files.walk(from)) {
      for (Path path : tree.toList()) {
        Path target = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target);
        }
      }
    }
  }

  private static String field(String json, String name) throws IOException {
    Matcher matcher = Pattern.compile("\"" + name + "\": \"([^\"]+)\"").matcher(json);
    if (!matcher.find()) {
      throw new IOException("no " + name + " in " + json);
    }
    return matcher.group(1);
  }
}
