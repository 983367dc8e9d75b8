package dev.vaccel.codegen;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is emitted, as text. That it works is shown by core/wire's tests, which use it. */
class BindingEmitterTest {
  private static final String SOURCE =
      """
      /** Adds. */
      @AcceleratorApi(id = 300, name = "adder", version = 2)
      public interface Adder {
        /** How. */
        enum Mode implements WireEnum {
          PLAIN(0), SATURATED(1);
          private final int number;
          Mode(int number) { this.number = number; }
          public int number() { return number; }
        }

        /** A sum and its mode. */
        record Sum(long value, Mode mode) {}

        /** Adds elements. */
        @Operation(code = 1, idempotent = true, cost = "n")
        List<Sum> add(int n, Mode mode, @In("4 * n") MemorySegment a,
            @Out("if(mode == PLAIN, 4 * n, 0)") MemorySegment b);

        /** Scales in place. */
        @Operation(code = 2, cheap = true)
        void scale(int n, float by,
            @InOut(value = "4 * n", sent = "if(by == 0, 0, 4 * n)") MemorySegment a);
      }
      """;

  @TempDir Path first;
  @TempDir Path second;
  @TempDir Path api;

  @Test
  void textIsAsReviewedAndAlwaysTheSame() throws IOException {
    Javac.compileApi(api);
    Javac javac = new Javac(first, api);
    javac.accepts("Adder", SOURCE);
    assertEquals(golden("Adder.json.txt"), javac.text("META-INF/vaccel/adder.json"));
    assertEquals(golden("AdderBinding.java.txt"), javac.text("p/AdderBinding.java"));
    Javac again = new Javac(second, api);
    again.accepts("Adder", SOURCE);
    assertEquals(javac.text("p/AdderBinding.java"), again.text("p/AdderBinding.java"));
  }

  private static String golden(String name) throws IOException {
    try (InputStream in = BindingEmitterTest.class.getResourceAsStream(name)) {
      return in == null
          ? name + " is missing"
          : new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
