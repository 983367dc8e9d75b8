package dev.vaccel.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** How many files this process, and one that it starts, may have open. */
final class OpenFiles {
  // Jars, libraries, terminals, a store.
  private static final long OTHERS = 100;

  private OpenFiles() {}

  /** The limit; {@link Long#MAX_VALUE} for none, empty where it is not known. */
  static OptionalLong limit() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
        if (line.startsWith("Max open files")) {
          String soft = line.substring("Max open files".length()).strip().split(" ", 2)[0];
          return OptionalLong.of(soft.equals("unlimited") ? Long.MAX_VALUE : Long.parseLong(soft));
        }
      }
    } catch (IOException | NumberFormatException _) {
      // not Linux
    }
    return OptionalLong.empty();
  }

  /**
   * Checks that so many connections can be open here.
   *
   * @throws Failure that names the limit
   */
  static void requireConnections(int connections, OptionalLong limit) {
    long needed = connections + OTHERS;
    if (limit.isPresent() && limit.getAsLong() < needed) {
      throw Failure.failed(
          connections
              + " connections need "
              + needed
              + " open files, the limit is "
              + limit.getAsLong()
              + ": raise it with ulimit -n "
              + needed
              + ", here and where the agent is started");
    }
  }
}
