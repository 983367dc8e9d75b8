package dev.vaccel.codegen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The committed description, as the processor treats it. */
class BaselineTest {
  private static final String GOOD = "@Operation(code = 1) void f(int x);";
  private static final String COMPATIBLE = GOOD + "@Operation(code = 2) void g();";
  private static final String INCOMPATIBLE = "@Operation(code = 1) void f(long x);";
  private static final String RAISED = "@Operation(code = 1, version = 2) void f(long x);";
  private static final String STALE =
      "description of API a differs from a.json; accept it with: mvn -B compile"
          + " -Dvaccel.baseline.update=true";

  @TempDir static Path apiDirectory;
  @TempDir Path directory;

  @BeforeAll
  static void compileApi() throws IOException {
    Javac.compileApi(apiDirectory);
  }

  private Path committed() {
    return directory.resolve("vaccel/a.json");
  }

  private String compile(String members, boolean update) throws IOException {
    Path out = Files.createTempDirectory(directory, "out");
    Javac javac = new Javac(out, apiDirectory).with("-Avaccel.baseline=" + committed().getParent());
    if (update) {
      javac.with("-Avaccel.baseline.update=true");
    }
    return javac.errors("A", "@AcceleratorApi(id = 7, name = \"a\") interface A {" + members + "}");
  }

  @Test
  void firstDescriptionIsCommittedOnRequest() throws IOException {
    assertEquals(STALE, compile(GOOD, false));
    assertFalse(Files.exists(committed()));
    assertEquals("", compile(GOOD, true));
    assertEquals("a", ApiJson.read(Files.readString(committed())).name());
    assertEquals("", compile(GOOD, false));
  }

  @Test
  void compatibleChangeIsAcceptedOnRequest() throws IOException {
    compile(GOOD, true);
    assertEquals(STALE, compile(COMPATIBLE, false));
    assertEquals("", compile(COMPATIBLE, true));
    assertEquals("", compile(COMPATIBLE, false));
  }

  @Test
  void incompatibleChangeIsNeverAccepted() throws IOException {
    compile(GOOD, true);
    String before = Files.readString(committed());
    for (boolean update : new boolean[] {false, true}) {
      assertEquals(
          "incompatible change: a.f: its signature changed; raise the version of the operation",
          compile(INCOMPATIBLE, update));
    }
    assertEquals(before, Files.readString(committed()));
    assertEquals("", compile(RAISED, true));
  }

  @Test
  void descriptionThatDoesNotWorkIsNotCommitted() throws IOException {
    compile(GOOD, true);
    String before = Files.readString(committed());
    String bad = GOOD + "@Operation(code = 2) void g(@Out(\"y\") MemorySegment m);";
    assertTrue(compile(bad, true).contains("there is no parameter 'y'"));
    assertEquals(before, Files.readString(committed()));
  }

  @Test
  void damagedBaselineIsReported() throws IOException {
    compile(GOOD, true);
    Files.writeString(committed(), "{\"irVersion\": []}");
    assertTrue(compile(GOOD, true).startsWith("not the JSON of a description"));
  }
}
