package dev.vaccel.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What a process holds of the system: /proc, Linux. For processes of this user.
 *
 * @param pid the process
 */
public record ProcessView(long pid) {
  /** Of the process that runs the test. */
  public static ProcessView self() {
    return new ProcessView(ProcessHandle.current().pid());
  }

  /** Its open descriptors. */
  public long descriptors() {
    try (Stream<Path> entries = Files.list(file("fd"))) {
      return entries.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its mappings of files whose path has this in it. */
  public long mappings(String part) {
    try (Stream<String> lines = Files.lines(file("maps"))) {
      return lines.filter(line -> line.contains(part)).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Its threads whose name begins so.
   *
   * @param prefix at most 15 characters: the kernel keeps no more of a name
   */
  public long threads(String prefix) {
    try (Stream<Path> tasks = Files.list(file("task"))) {
      return tasks.filter(task -> name(task).startsWith(prefix)).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String name(Path task) {
    try {
      return Files.readString(task.resolve("comm")).strip();
    } catch (IOException threadEnded) {
      return "\n"; // No name begins so.
    }
  }

  private Path file(String name) {
    return Path.of("/proc", Long.toString(pid), name);
  }
}
