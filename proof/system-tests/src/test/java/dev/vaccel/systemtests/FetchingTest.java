package dev.vaccel.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.testing.Deadline;
import dev.vaccel.testing.HttpsFiles;
import dev.vaccel.testing.TlsFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code vaccel model add} of an address and a signal, and what those do without who fetch nothing.
 */
@Timeout(300)
class FetchingTest {
  @TempDir Path folder;

  @Test
  void interruptedModelAddLeavesNothing() throws Exception {
    Path models = folder.resolve("models");
    try (HttpsFiles server = new HttpsFiles()) {
      server.stall("/net.onnx", 1_000_000, new byte[100_000]);
      try (VaccelProcess add =
          VaccelProcess.start(
              List.of("env", "VACCEL_MODELS=" + models),
              List.of(),
              "model",
              "add",
              "--ca",
              TlsFiles.file("authority.crt").toString(),
              server.address("/net.onnx#sha256=" + "0".repeat(64)))) {
        Path incoming = models.resolve("incoming");
        Deadline.await("something has come", () -> holdsPart(incoming));
        add.terminate();
        VaccelProcess.Result result = add.finish();
        assertEquals(143, result.exitCode());
        assertEquals("", result.messages());
        assertEquals(List.of(), names(incoming));
      }
    }
  }

  private static boolean holdsPart(Path directory) {
    try (Stream<Path> tree = Files.walk(directory)) {
      return tree.anyMatch(path -> path.toString().endsWith(".part") && path.toFile().length() > 0);
    } catch (IOException | UncheckedIOException _) {
      return false; // Not there yet.
    }
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.map(path -> String.valueOf(path.getFileName())).toList();
    }
  }

  @Test
  void whoFetchesNothingLoadsNoHttpClient() throws Exception {
    Path log = folder.resolve("classes");
    List<String> logged = List.of("-Xlog:class+load:file=" + log);
    List<String> prefix = List.of("env", "VACCEL_MODELS=" + folder, "XDG_DATA_HOME=" + folder);
    for (String[] command : new String[][] {{"ops"}, {"backend", "list"}, {"model", "list"}}) {
      try (VaccelProcess process = VaccelProcess.start(prefix, logged, command)) {
        assertEquals(0, process.finish().exitCode(), process.messages());
      }
      assertLoadsNoHttpClient(Files.readString(log), "dev.vaccel.cli.Main");
    }
    try (VaccelProcess agent =
        VaccelProcess.start(
            prefix,
            logged,
            "agent",
            "--listen=unix://" + folder.resolve("agent.sock"),
            "--models=" + folder)) {
      assertTrue(agent.line().contains("agent.sock"));
      String address = "unix://" + folder.resolve("agent.sock");
      assertEquals(0, VaccelProcess.run("model", "list", "--connect", address).exitCode());
      assertLoadsNoHttpClient(Files.readString(log), "dev.vaccel.modelstore.ModelStore");
    }
  }

  private static void assertLoadsNoHttpClient(String classes, String loaded) {
    assertTrue(classes.contains(loaded + " "), loaded);
    assertEquals(
        List.of(),
        classes
            .lines()
            .filter(line -> line.contains("net.http.") || line.contains("fetch.Answer"))
            .toList());
  }
}
