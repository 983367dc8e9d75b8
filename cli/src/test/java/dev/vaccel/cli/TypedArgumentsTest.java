package dev.vaccel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.exec.ArgumentType;
import dev.vaccel.api.exec.TypedArgument;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code vaccel exec --vaccel-args}: the forms of arguments, and a call. */
class TypedArgumentsTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "int32:-2, INT32, feffffff",
    "uint8:255, UINT8, ff",
    "int64:258, INT64, 0201000000000000",
    "uint64:18446744073709551615, UINT64, ffffffffffffffff",
    "float32:1, FLOAT32, 0000803f",
    "float64:1, FLOAT64, 000000000000f03f",
    "bool:1, BOOL, 01",
    "string:ab, STRING, 616200",
    "int16-array:01000200, INT16_ARRAY, 01000200",
    "raw:, RAW, ''"
  })
  void readsEachForm(String text, ArgumentType type, String hex) throws IOException {
    TypedArgument argument = TypedArguments.read(text);
    assertEquals(type, argument.type());
    byte[] bytes = argument.data().toArray(ValueLayout.JAVA_BYTE);
    assertEquals(hex, HexFormat.of().formatHex(bytes));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"int32", "int7:1", "int8:128", "uint8:-1", "bool:2", "buffer:abc", "float32:x"})
  void refusesAnythingElse(String text) {
    Failure failure = assertThrows(Failure.class, () -> TypedArguments.read(text));
    assertEquals(ExitCodes.USAGE, failure.exitCode());
    assertTrue(String.valueOf(failure.getMessage()).startsWith("--arg "), failure::getMessage);
  }

  @Test
  void callsAFunctionOfUpstreamsSignature() throws Exception {
    Path source =
        Files.writeString(
            directory.resolve("twice.c"),
            """
            #include <stdbool.h>
            #include <stddef.h>
            #include <stdint.h>
            struct vaccel_arg { void *buf; size_t size; int type; uint32_t custom_type_id; bool owned; };
            int twice(struct vaccel_arg *r, size_t nr, struct vaccel_arg *w, size_t nw) {
              if (nr != 1 || nw != 1 || r->type != 5) return 22;
              *(int32_t *)w->buf = 2 * *(int32_t *)r->buf;
              return 0;
            }
            """);
    String library = directory.resolve("twice.so").toString();
    Process gcc;
    try {
      gcc = new ProcessBuilder("gcc", "-shared", "-fPIC", "-o", library, source.toString()).start();
    } catch (IOException e) {
      Assertions.assertNotEquals("1", System.getenv("VACCEL_REQUIRE_ALL"), "apt install gcc");
      Assumptions.abort("gcc is missing: " + e.getMessage());
      throw e;
    }
    assertTrue(gcc.waitFor(60, TimeUnit.SECONDS));
    CommandRun run = exec(library, "--vaccel-args", "--arg=int32:21", "--write=int32:4");
    assertEquals("2a000000\n", run.out());
    assertEquals(0, run.code(), run::err);
    CommandRun failed = exec(library, "--vaccel-args", "--arg=int64:1", "--write=int32:4");
    assertEquals(1, failed.code());
    assertTrue(failed.err().contains("twice returned 22, expected 0"), failed::err);
    CommandRun usage = exec(library, "--write=int32:4");
    assertEquals(2, usage.code());
    assertTrue(usage.err().contains("--write and --dependency need --vaccel-args"), usage::err);
  }

  private static CommandRun exec(String library, String... more) {
    String[] all = new String[4 + more.length];
    System.arraycopy(
        new String[] {"exec", "--local", "--library=" + library, "--symbol=twice"}, 0, all, 0, 4);
    System.arraycopy(more, 0, all, 4, more.length);
    return CommandRun.of(all);
  }
}
