package dev.vaccel.testing;

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** What a test needs and a machine may lack. */
public final class Prerequisites {
  private static final String REQUIRE_ALL = "VACCEL_REQUIRE_ALL";

  private Prerequisites() {}

  /**
   * Skips the test with the reason unless {@code present}; fails it where the environment has
   * VACCEL_REQUIRE_ALL=1, as in CI.
   *
   * @param reason what is missing and how to get it
   */
  public static void require(boolean present, String reason) {
    if (!present && "1".equals(System.getenv(REQUIRE_ALL))) {
      Assertions.fail(reason + " (" + REQUIRE_ALL + "=1 makes this a failure)");
    }
    Assumptions.assumeTrue(present, reason);
  }
}
