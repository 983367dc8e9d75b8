package dev.vaccel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Output that fails, temporary files, clones and child processes. */
final class SurroundingsTest {
  @TempDir Path directory;

  private static OutputStream failing(String message) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        throw new IOException(message);
      }
    };
  }

  @Test
  void readerThatWentAwayIsNoFailure() {
    StandardOutput closed = new StandardOutput(failing("Broken pipe"));
    assertThrows(IOException.class, () -> closed.write(new byte[3], 0, 3));
    assertNull(closed.failure());
  }

  @Test
  void fullDiskIsAFailure() {
    StandardOutput full = new StandardOutput(failing("No space left on device"));
    assertThrows(IOException.class, () -> full.write(1));
    assertEquals("No space left on device", full.failure());
  }

  @Test
  void temporaryDirectoryIsPrivateAndGoesAway() throws IOException {
    Path path;
    try (TemporaryDirectory temporary = TemporaryDirectory.create("vaccel-test-")) {
      path = temporary.path();
      assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
      Files.createDirectories(path.resolve("a/b"));
      Files.writeString(path.resolve("a/b/c"), "x");
    }
    assertFalse(Files.exists(path));
  }

  @Test
  void commitIsFoundInClonesAndFurtherWorktrees() throws IOException {
    Path git = Files.createDirectories(directory.resolve(".git"));
    Files.writeString(git.resolve("HEAD"), "ref: refs/heads/main\n");
    Files.writeString(git.resolve("packed-refs"), "# pack-refs\nabc123 refs/heads/main\n");
    assertEquals(Optional.of("abc123"), VersionReport.commit(git));
    Path worktree = Files.createDirectories(git.resolve("worktrees/w"));
    Files.writeString(worktree.resolve("HEAD"), "ref: refs/heads/w\n");
    Files.writeString(worktree.resolve("commondir"), "../..\n");
    Files.createDirectories(git.resolve("refs/heads"));
    Files.writeString(git.resolve("refs/heads/w"), "def456\n");
    Path link = Files.writeString(directory.resolve("link"), "gitdir: " + worktree + "\n");
    assertEquals(Optional.of("def456"), VersionReport.commit(link));
    assertEquals(Optional.empty(), VersionReport.commit(directory.resolve("none")));
  }

  @Test
  void labelsAreShiftedBothWays() throws IOException {
    Path labels = Files.writeString(directory.resolve("labels"), "a\nb\nc\n\n");
    assertEquals(List.of("a", "b", "c"), TaskBundle.shifted(labels, 0));
    assertEquals(List.of("class 0", "a", "b", "c"), TaskBundle.shifted(labels, 1));
    assertEquals(List.of("b", "c"), TaskBundle.shifted(labels, -1));
    assertThrows(Failure.class, () -> TaskBundle.shifted(labels, -3));
  }

  @Test
  void namesOfOutputsNeverChooseADirectory() {
    assertEquals("_.._etc_passwd", InferCommand.fileName("/../etc/passwd"));
    assertEquals("_", InferCommand.fileName(""));
    assertEquals("_.", InferCommand.fileName(".."));
    assertEquals("a.b-c_0", InferCommand.fileName("a.b-c:0"));
  }

  @Test
  void childThatFailsIsReportedWithItsExitCode() throws IOException {
    try (ChildProcess child =
        ChildProcess.start(
            "test", List.of("sh", "-c", "echo hello; exit 7"), ProcessBuilder.Redirect.DISCARD)) {
      assertEquals("hello", child.line(30));
      Failure failure = assertThrows(Failure.class, () -> child.line(30));
      assertTrue(
          String.valueOf(failure.getMessage()).contains("exit code 7"), failure.getMessage());
    }
  }

  @Test
  void childEndsWithItsOwner() throws IOException {
    ChildProcess child =
        ChildProcess.start("test", List.of("sleep", "1000"), ProcessBuilder.Redirect.DISCARD);
    ProcessHandle handle = ProcessHandle.of(child.pid()).orElseThrow();
    child.close();
    assertFalse(handle.isAlive());
  }

  @Test
  void demoTellsWhereLabelsDiffer() {
    List<Path> images = List.of(Path.of("a.png"), Path.of("b.png"));
    List<DemoAnswer> local = List.of(new DemoAnswer("x", 1, 2.0), new DemoAnswer("y", 1, 4.0));
    List<DemoAnswer> remote = List.of(new DemoAnswer("x", 1, 3.0), new DemoAnswer("z", 1, 5.0));
    List<DemoRow> rows = DemoRow.of(images, local, remote);
    assertEquals(50, rows.getFirst().overheadPercent(), 1e-9);
    assertEquals(4.0, DemoRow.median(rows).localMs());
    java.io.ByteArrayOutputStream err = new java.io.ByteArrayOutputStream();
    Terminal terminal =
        new Terminal(
            System.out,
            new java.io.PrintStream(err, true, java.nio.charset.StandardCharsets.UTF_8),
            java.util.Map.of(),
            false,
            false);
    assertFalse(DemoRow.agree(rows, terminal));
    assertTrue(err.toString(java.nio.charset.StandardCharsets.UTF_8).contains("b.png: 'z'"));
  }
}
