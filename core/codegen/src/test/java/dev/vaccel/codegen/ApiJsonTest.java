package dev.vaccel.codegen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ApiJsonTest {
  static Stream<Path> committed() throws IOException {
    Path root = Path.of(System.getProperty("vaccel.root", "../.."));
    return Stream.of("core/api", "core/runtime")
        .flatMap(
            module -> {
              try (Stream<Path> files = Files.list(root.resolve(module + "/src/main/vaccel"))) {
                return files.sorted().toList().stream();
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
  }

  @ParameterizedTest
  @MethodSource("committed")
  void everyCommittedDescriptionSurvivesARoundTrip(Path file) throws IOException {
    String text = Files.readString(file);
    Api api = ApiJson.read(text);
    assertEquals(text, ApiJson.write(api));
    ApiRules.check(api);
  }

  @Test
  void everyPartOfADescriptionSurvivesARoundTrip() {
    Api api = Samples.everything();
    assertEquals(api, ApiJson.read(ApiJson.write(api)));
    assertEquals(ApiJson.write(api), ApiJson.write(ApiJson.read(ApiJson.write(api))));
    ApiRules.check(api);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '~',
      value = {
        "`irVersion`: 1; `irVersion`: 2",
        "`irVersion`: 1; `irVersion`: null",
        "`id`: 7; `id`: `seven`",
        "`id`: 7; `id`: []",
        "`id`: 7; `idd`: 7",
        "`name`: `sample`; `name`: {}",
        "`IN_OUT`; `SIDEWAYS`",
        "`type`: `i32`; `type`: `i33`",
        "`type`: `i32`; `type`: `list<i32`",
        "`type`: `i32`; `type`: `list<void>`",
        "`enums`: [; `enums`: {}, `x`: [",
        "`idempotent`: true; `idempotent`: null",
      })
  void refusesWhatIsNoDescription(String good, String bad) {
    String text = ApiJson.write(Samples.everything());
    String broken =
        text.replaceFirst(
            java.util.regex.Pattern.quote(good.replace('`', '"')), bad.replace('`', '"'));
    assertNotEquals(text, broken);
    assertThrows(DescriptionException.class, () -> ApiJson.read(broken));
  }

  @Test
  void refusesAnyDamagedText() {
    String text = ApiJson.write(Samples.everything());
    Random random = new Random(11);
    for (int i = 0; i < 500; i++) {
      int from = random.nextInt(text.length());
      int to = Math.min(text.length(), from + 1 + random.nextInt(40));
      String damaged = text.substring(0, from) + text.substring(to);
      try {
        ApiJson.read(damaged);
      } catch (DescriptionException e) {
        assertTrue(e.getMessage().length() > 10, e.getMessage());
      }
    }
    for (String other : List.of("", "[]", "3", "null", "{}", "{\"irVersion\": 1}")) {
      assertThrows(DescriptionException.class, () -> ApiJson.read(other), other);
    }
  }
}
