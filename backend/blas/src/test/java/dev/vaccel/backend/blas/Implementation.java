package dev.vaccel.backend.blas;

import dev.vaccel.api.BlasApi;
import dev.vaccel.api.spi.BackendSettings;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Assumptions;

/** The ways of multiplying that every test of results runs through. */
enum Implementation {
  JAVA_FUSED,
  JAVA_PLAIN,
  NATIVE;

  private static final LibrarySearch.Outcome FOUND =
      LibrarySearch.run(new BackendSettings(Map.of("cache", "target/openblas")));

  /** A session of this implementation. */
  BlasSession open() {
    return new BlasSession(
        switch (this) {
          case JAVA_FUSED -> new JavaGemm(true);
          case JAVA_PLAIN -> new JavaGemm(false);
          case NATIVE -> new NativeGemm(library());
        });
  }

  static BlasApi api(BlasSession session) {
    return session.api(BlasApi.class);
  }

  /** The library; skips the test where there is none, fails where that is not allowed. */
  static CblasLibrary library() {
    if (!"1".equals(System.getenv("VACCEL_REQUIRE_ALL"))) {
      Assumptions.assumeTrue(FOUND.library() != null, FOUND::version);
    }
    return Objects.requireNonNull(FOUND.library(), FOUND.version());
  }
}
