package dev.vaccel.backend.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Other people's encoders and decoders, of Debian's packages libjpeg-turbo-progs and webp. Where
 * they are missing, tests are skipped; with VACCEL_REQUIRE_ALL=1 they fail.
 */
final class PictureTools {
  private PictureTools() {}

  /** What a program makes of a file, on its standard output. */
  static byte[] run(byte[] input, String program, String... arguments) {
    require(program);
    try {
      Path in = Files.createTempFile("vaccel-picture", ".in");
      Path out = Files.createTempFile("vaccel-picture", ".out");
      Path err = Files.createTempFile("vaccel-picture", ".err");
      try {
        Files.write(in, input);
        ProcessBuilder builder = new ProcessBuilder(program);
        builder.command().addAll(List.of(arguments));
        builder.command().replaceAll(argument -> argument.equals("IN") ? in.toString() : argument);
        Process process =
            builder
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
          process.destroyForcibly();
          fail(program + " does not end");
        }
        assertEquals(0, process.exitValue(), () -> program + ": " + text(err));
        byte[] result = Files.readAllBytes(out);
        assertTrue(result.length > 0, program + " gave nothing");
        return result;
      } finally {
        Files.delete(in);
        Files.delete(out);
        Files.delete(err);
      }
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Ends the test where a program is not there. */
  static void require(String program) {
    for (String directory : System.getenv("PATH").split(File.pathSeparator, -1)) {
      if (Files.isExecutable(Path.of(directory, program))) {
        return;
      }
    }
    missing("no " + program + ": apt install libjpeg-turbo-progs webp");
  }

  /** Ends the test for this reason. */
  static void missing(String reason) {
    if ("1".equals(System.getenv("VACCEL_REQUIRE_ALL"))) {
      fail(reason);
    }
    assumeTrue(false, reason);
  }
}
