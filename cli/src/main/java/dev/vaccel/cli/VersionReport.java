package dev.vaccel.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** What {@code vaccel --version} says: version, commit, JDK, build. */
final class VersionReport implements IVersionProvider {
  VersionReport() {}

  @Override
  public String[] getVersion() {
    List<String> lines = new ArrayList<>();
    lines.add("vaccel " + version());
    commit().ifPresent(commit -> lines.add("commit " + commit));
    lines.add(
        "java "
            + System.getProperty("java.runtime.version")
            + " ("
            + System.getProperty("java.vendor")
            + ", "
            + System.getProperty("java.vm.name")
            + ")");
    lines.add(
        "build "
            + System.getProperty("os.name")
            + " "
            + System.getProperty("os.arch")
            + built().map(time -> ", built " + time).orElse(""));
    return lines.toArray(String[]::new);
  }

  /** The project's version, from the build. */
  static String version() {
    try (InputStream in = VersionReport.class.getResourceAsStream("version.txt")) {
      return in == null ? "unknown" : new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The commit of the clone that this runs from; empty elsewhere. */
  static Optional<String> commit() {
    return ProjectFiles.root().flatMap(root -> commit(root.resolve(".git")));
  }

  static Optional<String> commit(Path git) {
    try {
      Path directory = git;
      if (Files.isRegularFile(git)) { // a further worktree of a clone
        directory = git.resolveSibling(after(Files.readString(git), "gitdir:"));
      }
      String head = Files.readString(directory.resolve("HEAD")).strip();
      if (!head.startsWith("ref:")) {
        return Optional.of(head);
      }
      String ref = after(head, "ref:");
      Path common = directory.resolve("commondir");
      Path shared =
          Files.exists(common)
              ? directory.resolve(Files.readString(common).strip()).normalize()
              : directory;
      if (Files.exists(shared.resolve(ref))) {
        return Optional.of(Files.readString(shared.resolve(ref)).strip());
      }
      for (String line : Files.readAllLines(shared.resolve("packed-refs"))) {
        if (line.endsWith(" " + ref)) {
          return Optional.of(line.substring(0, line.indexOf(' ')));
        }
      }
      return Optional.empty();
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  private static Optional<String> built() {
    String home = System.getProperty("vaccel.home");
    if (home == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          Files.getLastModifiedTime(Path.of(home, "lib", "vaccel-cli.jar"))
              .toInstant()
              .truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
              .toString());
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  private static String after(String text, String prefix) {
    return text.strip().substring(prefix.length()).strip();
  }
}
