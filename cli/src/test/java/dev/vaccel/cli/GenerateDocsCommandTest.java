package dev.vaccel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code vaccel generate docs}, and that the clone holds what it writes. */
final class GenerateDocsCommandTest {
  @TempDir Path directory;

  @Test
  void theCloneHoldsWhatTheDescriptionsGive() {
    CommandRun run = CommandRun.of("generate", "docs", "--check");
    assertEquals(ExitCodes.DONE, run.code(), run.err());
    assertEquals("", run.out());
  }

  @Test
  void whatIsStaleIsNamedWithTheCommandThatWritesIt() throws IOException {
    Path file = directory.resolve("operations.md");
    CommandRun missing = CommandRun.of("generate", "docs", "--check", "--output=" + file);
    assertEquals(ExitCodes.FAILED, missing.code());
    assertTrue(missing.err().contains("vaccel generate docs"), missing.err());
    CommandRun written = CommandRun.of("generate", "docs", "--output=" + file);
    assertEquals(file + System.lineSeparator(), written.out());
    assertEquals("", CommandRun.of("generate", "docs", "--output=" + file).out());
    String text = Files.readString(file);
    assertTrue(text.contains("| [blas](#blas) (2) | `sgemm` (1) | blas"), text);
    assertTrue(text.contains("**privileged**"), text);
  }
}
