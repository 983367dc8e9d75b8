package dev.vaccel.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.backend.tensor.FrameworkPackage;
import dev.vaccel.backend.tflite.TflitePackage;
import dev.vaccel.testing.Deadline;
import dev.vaccel.testing.HttpsFiles;
import dev.vaccel.testing.TlsFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code vaccel backend}, against a repository on loopback that its JVM trusts. */
@Timeout(300)
class BackendCommandTest {
  private static final FrameworkPackage.Artifact JAR =
      new TflitePackage().artifacts(FrameworkPackage.platform()).getFirst();

  @TempDir Path folder;
  private HttpsFiles mirror;

  @BeforeEach
  void serve() throws IOException {
    mirror = new HttpsFiles();
  }

  @AfterEach
  void stop() {
    mirror.close();
  }

  private VaccelProcess start(String... arguments) throws Exception {
    return VaccelProcess.start(
        List.of(
            "env", "XDG_DATA_HOME=" + folder, "VACCEL_MAVEN_REPOSITORY=" + mirror.address("/m")),
        List.of(
            "-Duser.home=" + folder,
            "-Djavax.net.ssl.trustStore=" + TlsFiles.file("trust.p12"),
            "-Djavax.net.ssl.trustStorePassword=" + TlsFiles.PASSWORD),
        arguments);
  }

  @Test
  void whatIsNotInstalledSaysHowItIsAdded() throws Exception {
    VaccelProcess.Result ops =
        VaccelProcess.run(Map.of("XDG_DATA_HOME", folder.toString()), "ops", "--backend", "tflite");
    assertEquals(0, ops.exitCode(), ops.messages());
    assertTrue(
        ops.output()
            .contains(
                "unavailable: needs tflite 2.20.0, which is not installed: vaccel backend add"
                    + " tflite"),
        ops.output());
    VaccelProcess.Result list =
        VaccelProcess.run(Map.of("XDG_DATA_HOME", folder.toString()), "backend", "list");
    assertTrue(list.output().contains("not installed: vaccel backend add tflite"), list.output());
    VaccelProcess.Result removed =
        VaccelProcess.run(
            Map.of("XDG_DATA_HOME", folder.toString()), "backend", "remove", "tflite");
    assertEquals("vaccel: tflite is not installed\n", removed.messages());
    assertEquals(0, removed.exitCode());
  }

  @Test
  void mirrorWithoutTheFileFailsInOneLine() throws Exception {
    try (VaccelProcess add = start("backend", "add", "tflite")) {
      VaccelProcess.Result result = add.finish();
      assertEquals(1, result.exitCode(), result.messages());
      assertEquals(1, result.messages().lines().count(), result.messages());
      assertTrue(result.messages().contains("cannot fetch https://localhost"), result.messages());
      assertTrue(result.messages().contains("404"), result.messages());
    }
    assertEquals(List.of(".lock"), left());
  }

  @Test
  void interruptedAddLeavesNothing() throws Exception {
    String path = "/m/" + JAR.path();
    mirror.stall(path, JAR.bytes(), new byte[100_000]);
    try (VaccelProcess add = start("backend", "add", "tflite")) {
      Deadline.await("asked", () -> mirror.requests().contains(path));
      Deadline.await("something has come", () -> !unfinished().isEmpty());
      add.terminate();
      assertEquals(143, add.finish().exitCode());
    }
    assertEquals(List.of(".lock"), left());
  }

  @Test
  void serverThatNobodyVouchesForFailsInOneLine() throws Exception {
    VaccelProcess.Result result =
        VaccelProcess.run(
            Map.of(
                "XDG_DATA_HOME",
                folder.toString(),
                "VACCEL_MAVEN_REPOSITORY",
                mirror.address("/m")),
            "backend",
            "add",
            "tflite");
    assertEquals(1, result.exitCode(), result.messages());
    assertEquals(1, result.messages().lines().count(), result.messages());
    assertTrue(
        result
            .messages()
            .contains("(VACCEL_JAVA_OPTIONS=-Djavax.net.ssl.trustStore=FILE names whom to trust)"),
        result.messages());
    assertEquals(List.of(), mirror.requests());
  }

  /** Parts of files that are being fetched. */
  private List<Path> unfinished() {
    try (Stream<Path> tree = Files.walk(folder)) {
      return tree.filter(path -> path.toString().endsWith(".part") && path.toFile().length() > 0)
          .toList();
    } catch (IOException | UncheckedIOException _) {
      return List.of(); // Something went while we looked.
    }
  }

  private List<String> left() throws Exception {
    try (Stream<Path> entries = Files.list(folder.resolve("vaccel/backends"))) {
      return entries.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }
}
