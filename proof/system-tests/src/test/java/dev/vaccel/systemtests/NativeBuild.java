package dev.vaccel.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.testing.Prerequisites;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What is built by make from below {@code guest}, outside of the sources. */
final class NativeBuild {
  private static final Path MAKE = Path.of("/usr/bin/make");
  private static final Path COMPILER = Path.of("/usr/bin/gcc");
  private static final long LIMIT_SECONDS = 300;

  private NativeBuild() {}

  static void require() {
    requireProgram(MAKE, "make");
    requireProgram(COMPILER, "gcc and libc6-dev");
  }

  static void requireProgram(Path program, String packages) {
    Prerequisites.require(Files.isExecutable(program), "no " + program + "; install " + packages);
  }

  /**
   * Runs make.
   *
   * @param source directory below the clone's {@code guest}
   * @param arguments more of it
   * @return where it built
   */
  static Path make(String source, String... arguments) throws Exception {
    Path root = VaccelProcess.root().toAbsolutePath();
    Path build = Path.of("target/native").resolve(source).toAbsolutePath();
    Files.createDirectories(build);
    Path said = build.resolve("make.log");
    List<String> command =
        new ArrayList<>(
            List.of(
                MAKE.toString(), "-C", root.resolve("guest").resolve(source).toString(), "CC=gcc"));
    command.add("BUILD=" + build);
    command.addAll(List.of(arguments));
    Process make =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    try {
      assertTrue(make.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS), "make does not end");
    } finally {
      make.destroyForcibly();
    }
    assertEquals(0, make.exitValue(), Files.readString(said));
    return build;
  }
}
