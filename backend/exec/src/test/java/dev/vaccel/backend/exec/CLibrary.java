package dev.vaccel.backend.exec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** Shared objects compiled for a test. */
final class CLibrary {
  private CLibrary() {}

  /** Skips the test where there is no C compiler; fails it where the environment forbids that. */
  static Path compile(Path directory, String name, String source, String... options)
      throws IOException, InterruptedException {
    Path code = Files.writeString(directory.resolve(name + ".c"), source);
    Path library = directory.resolve(name + ".so");
    List<String> command =
        new ArrayList<>(List.of("gcc", "-shared", "-fPIC", "-O1", "-o", library.toString()));
    command.add(code.toString());
    command.addAll(List.of(options));
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      Assertions.assertNotEquals(
          "1", System.getenv("VACCEL_REQUIRE_ALL"), "gcc is missing: apt install gcc libc6-dev");
      Assumptions.abort("gcc is missing: " + e.getMessage());
      throw e;
    }
    String output =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    Assertions.assertTrue(process.waitFor(60, TimeUnit.SECONDS), "gcc did not end");
    Assertions.assertEquals(0, process.exitValue(), output);
    return library;
  }
}
