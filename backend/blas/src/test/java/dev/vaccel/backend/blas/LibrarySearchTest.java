package dev.vaccel.backend.blas;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.spi.BackendSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LibrarySearchTest {
  @TempDir Path directory;

  @Test
  void computesInJavaWhenAskedTo() {
    var backend = new BlasBackendProvider().open(settings("library", "java"));
    assertEquals("pure Java (library=java)", backend.version());
    assertEquals("cpu:0", backend.devices().getFirst().id());
    backend.close();
  }

  @Test
  void saysWhatItFound() {
    var outcome = LibrarySearch.run(settings("cache", "target/openblas"));
    if (outcome.library() == null) {
      assertTrue(outcome.version().startsWith("pure Java (no libopenblas"), outcome::version);
    } else {
      assertTrue(
          outcome.version().matches("OpenBLAS [0-9.]+.* \\(.*, 1 thread\\)"), outcome::version);
    }
  }

  @Test
  void takesTheNumberOfThreadsFromTheSettings() {
    Implementation.library(); // or skip
    try {
      var two =
          LibrarySearch.run(
              new BackendSettings(Map.of("cache", "target/openblas", "threads", "2")));
      assertTrue(two.version().endsWith(", 2 threads)"), two::version);
    } finally {
      LibrarySearch.run(settings("cache", "target/openblas")); // back to one, for other tests
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/nonexistent/libblas.so", "libm.so.6"})
  void refusesALibraryThatIsNamedButUseless(String library) {
    var error =
        assertThrows(ConfigException.class, () -> LibrarySearch.run(settings("library", library)));
    assertTrue(error.getMessage().startsWith("library=" + library + ": it "), error::getMessage);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1025", "two"})
  void refusesANumberOfThreadsThatMakesNoSense(String threads) {
    assertThrows(ConfigException.class, () -> LibrarySearch.run(settings("threads", threads)));
  }

  @Test
  void unpacksWholeFilesAndReplacesDamagedOnes() throws IOException {
    OpenblasJar jar = jar("openblas-9.9-test-linux-test.jar", OpenblasJar.LIBRARY);
    Path unpacked = jar.unpack(directory.resolve("cache"));
    assertEquals(directory.resolve("cache/openblas-9.9-test-linux-test"), unpacked);
    Path library = unpacked.resolve(OpenblasJar.LIBRARY);
    assertEquals("content of libopenblas.so.0", Files.readString(library));
    Files.writeString(library, "CONTENT of libopenblas.so.0");
    jar.unpack(directory.resolve("cache"));
    assertEquals("content of libopenblas.so.0", Files.readString(library));
    Files.writeString(library, "cut");
    jar.unpack(directory.resolve("cache"));
    assertEquals("content of libopenblas.so.0", Files.readString(library));
    try (var files = Files.list(unpacked)) {
      assertEquals(1, files.count());
    }
  }

  @Test
  void refusesAJarWithoutALibrary() throws IOException {
    OpenblasJar jar = jar("openblas-9.9-test-linux-test.jar", "readme.txt");
    var error = assertThrows(IOException.class, () -> jar.unpack(directory.resolve("cache")));
    assertTrue(
        String.valueOf(error.getMessage())
            .endsWith("has no org/bytedeco/openblas/linux-test/libopenblas.so.0"));
  }

  @Test
  void knowsFusedArithmeticByTheProcessorsFlags() {
    assertTrue(FusedArithmetic.isListed("model\t: 1\nflags\t\t: fpu fma avx avx2\n"));
    assertFalse(FusedArithmetic.isListed("flags\t\t: fpu fma4 avx2\n"));
    assertFalse(FusedArithmetic.isListed("flags\t\t: fpu fma avx\n"));
    assertFalse(FusedArithmetic.isListed(""));
  }

  @Test
  void outcomeWithoutLibraryHasNone() {
    assertNull(LibrarySearch.run(settings("library", "java")).library());
  }

  private OpenblasJar jar(String name, String entry) throws IOException {
    Path file = directory.resolve(name);
    try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("org/bytedeco/openblas/linux-test/" + entry));
      zip.write(("content of " + entry).getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    return new OpenblasJar(file, "linux-test");
  }

  private static BackendSettings settings(String name, String value) {
    return new BackendSettings(Map.of(name, value));
  }
}
