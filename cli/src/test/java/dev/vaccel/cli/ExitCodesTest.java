package dev.vaccel.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.VaccelException;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ExitCodesTest {
  private static final Map<Integer, Set<ErrorCode>> OTHERS =
      Map.of(
          2,
          Set.of(ErrorCode.INVALID_CONFIG),
          3,
          Set.of(ErrorCode.NO_BACKEND, ErrorCode.UNKNOWN_API, ErrorCode.UNKNOWN_OPERATION),
          4,
          Set.of(
              ErrorCode.UNREACHABLE,
              ErrorCode.CONNECTION_LOST,
              ErrorCode.TLS_FAILED,
              ErrorCode.VERSION_MISMATCH,
              ErrorCode.UNAUTHENTICATED,
              ErrorCode.NOT_ALLOWED));

  @ParameterizedTest
  @EnumSource
  void everyErrorHasItsExitCodeAndOneLine(ErrorCode code) {
    VaccelException failure = VaccelException.of(code, 0, "two\nlines\u001b[31m");
    int expected =
        OTHERS.entrySet().stream()
            .filter(e -> e.getValue().contains(code))
            .mapToInt(Map.Entry::getKey)
            .findFirst()
            .orElse(1);
    assertEquals(expected, ErrorReport.exitCode(failure));
    String line = PlainText.line(ErrorReport.message(failure));
    assertEquals("two lines?[31m", line);
    assertTrue(ErrorReport.message(new IllegalStateException("x")).startsWith("internal failure"));
  }
}
