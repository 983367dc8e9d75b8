package dev.vaccel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code vaccel generate c}, and that the clone holds what it writes. */
final class GenerateCCommandTest {
  @TempDir Path directory;

  @Test
  void theCloneHoldsWhatTheDescriptionsGive() {
    CommandRun run = CommandRun.of("generate", "c", "--check");
    assertEquals(ExitCodes.DONE, run.code(), run.err());
    assertEquals("", run.out());
  }

  @Test
  void whatIsStaleIsNamedWithTheCommandThatWritesIt() throws IOException {
    String output = "--output=" + directory;
    CommandRun missing = CommandRun.of("generate", "c", "--check", output);
    assertEquals(ExitCodes.FAILED, missing.code());
    assertTrue(
        missing.err().contains("and 17 more are not what the description gives"), missing.err());

    CommandRun written = CommandRun.of("generate", "c", output);
    assertEquals(ExitCodes.DONE, written.code(), written.err());
    assertEquals(18, written.out().lines().count());
    assertEquals("", CommandRun.of("generate", "c", output).out());

    Path header = directory.resolve("include/vaccel/blas.h");
    Files.writeString(header, Files.readString(header) + "\n");
    CommandRun stale = CommandRun.of("generate", "c", "--check", output);
    assertEquals(ExitCodes.FAILED, stale.code());
    assertTrue(stale.err().contains(header + " is not what the description gives"), stale.err());
    assertTrue(stale.err().contains("vaccel generate c"), stale.err());
  }

  @Test
  void aDescriptionOfOnesOwnIsTaken() throws IOException {
    Path file = directory.resolve("mine.json");
    try (InputStream in =
        GenerateCCommandTest.class
            .getClassLoader()
            .getResourceAsStream("META-INF/vaccel/noop.json")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      Files.writeString(file, text.replace("\"noop\"", "\"mine\""));
    }
    CommandRun run =
        CommandRun.of("generate", "c", "--output=" + directory.resolve("out"), file.toString());
    assertEquals(ExitCodes.DONE, run.code(), run.err());
    String header = Files.readString(directory.resolve("out/include/vaccel/mine.h"));
    assertTrue(header.contains("vaccel_mine_echo("), header);
  }

  @Test
  void whatIsNoDescriptionIsUsage() throws IOException {
    Path file = Files.writeString(directory.resolve("none.json"), "{}");
    CommandRun run = CommandRun.of("generate", "c", "--output=" + directory, file.toString());
    assertEquals(ExitCodes.USAGE, run.code(), run.err());
    assertTrue(run.err().startsWith("vaccel: " + file + ": "), run.err());
    CommandRun missing = CommandRun.of("generate", "c", "/nowhere.json");
    assertEquals(ExitCodes.FAILED, missing.code());
    assertEquals("vaccel: /nowhere.json does not exist\n", missing.err());
  }
}
