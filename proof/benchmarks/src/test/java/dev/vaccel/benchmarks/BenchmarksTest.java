package dev.vaccel.benchmarks;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each benchmark runs; figures are taken and judged by hand, never by a test. */
class BenchmarksTest {
  @TempDir Path results;

  static Iterable<String> names() {
    return Benchmarks.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void runs(String name) throws Exception {
    Path root = Path.of(System.getProperty("vaccel.root"));
    Benchmarks.run(name, Scale.SMOKE, root, results);
    String figures = Files.readString(results.resolve(name + ".json"));
    assertTrue(figures.contains("\"figures\""), figures);
  }

  @Test
  void refusesAnUnknownName() {
    assertThrows(
        IllegalArgumentException.class,
        () -> Benchmarks.run("nothing", Scale.SMOKE, results, results));
  }
}
