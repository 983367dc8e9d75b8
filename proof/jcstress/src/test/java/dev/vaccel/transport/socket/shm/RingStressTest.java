package dev.vaccel.transport.socket.shm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A short run of each jcstress test of this package; {@code proof/jcstress/run} is a long one. */
class RingStressTest {
  private static final long LIMIT_SECONDS = 600;
  private static final Pattern PASSED =
      Pattern.compile("All remaining tests: ([0-9]+) matching test results");

  @TempDir Path directory;

  @Test
  void noForbiddenOutcomeIsSeen() throws Exception {
    Path output = directory.resolve("output");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                "org.openjdk.jcstress.Main",
                "-c",
                "2",
                "-f",
                "1",
                "-iters",
                "2",
                "-time",
                "500",
                "-sc",
                "false",
                "-af",
                "NONE",
                "-jvmArgs",
                "--enable-native-access=ALL-UNNAMED",
                "-r",
                directory.resolve("report").toString())
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertTrue(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS), "it hangs");
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    String said = Files.readString(output);
    assertEquals(0, process.exitValue(), said);
    assertEquals(tests(), passed(said), said);
  }

  private static long tests() throws Exception {
    Path classes =
        Path.of(RingStressTest.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    String place = RingStressTest.class.getPackageName().replace('.', '/');
    try (Stream<Path> files = Files.list(classes.resolve(place))) {
      return files.filter(file -> file.toString().endsWith("Stress.class")).count();
    }
  }

  private static long passed(String said) {
    Matcher line = PASSED.matcher(said);
    return line.find() ? Long.parseLong(line.group(1)) : 0;
  }
}
