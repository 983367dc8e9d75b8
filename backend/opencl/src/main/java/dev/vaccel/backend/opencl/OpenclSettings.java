package dev.vaccel.backend.opencl;

import dev.vaccel.api.spi.BackendSettings;
import java.nio.file.Path;

/**
 * Settings of this back end.
 *
 * @param device {@code device}: {@code platform:device}, each by number or a part of its name;
 *     empty: the first GPU, else the first device
 * @param cache {@code cache}: directory for built programs; default {@code vaccel/opencl} below the
 *     user's cache directory
 * @param maxCacheBytes {@code max-cache-bytes}: of built programs; 0 keeps none; default 256 MiB
 * @param maxCallBytes {@code max-call-bytes}: device memory of one call; default 1 GiB
 * @param maxPrograms {@code max-programs}: programs that a session may hold at once; default 64
 * @param runSeconds {@code run-seconds}: longest time of one build or one run of a program; default
 *     60
 */
record OpenclSettings(
    String device,
    Path cache,
    long maxCacheBytes,
    long maxCallBytes,
    int maxPrograms,
    long runSeconds) {
  private static final long MIB = 1 << 20;

  static OpenclSettings of(BackendSettings settings) {
    return new OpenclSettings(
        settings.text("device", ""),
        cache(settings),
        settings.number("max-cache-bytes", 256 * MIB, 0, Long.MAX_VALUE),
        settings.number("max-call-bytes", 1024 * MIB, 0, Long.MAX_VALUE / 2),
        (int) settings.number("max-programs", 64, 1, 65536),
        settings.number("run-seconds", 60, 1, 86400));
  }

  private static Path cache(BackendSettings settings) {
    String given = settings.text("cache", "");
    if (!given.isEmpty()) {
      return Path.of(given);
    }
    String base = System.getenv("XDG_CACHE_HOME");
    Path user =
        base == null || base.isEmpty()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(base);
    return user.resolve("vaccel", "opencl");
  }
}
