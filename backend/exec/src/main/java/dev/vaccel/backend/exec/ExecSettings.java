package dev.vaccel.backend.exec;

import dev.vaccel.api.spi.BackendSettings;
import java.nio.file.Path;

/**
 * Settings of this back end.
 *
 * @param maxBufferBytes {@code max-buffer-bytes}: largest buffer of a call; default 256 MiB
 * @param maxTotalBytes {@code max-total-bytes}: all buffers of a call together; default 512 MiB
 * @param workDirectory {@code work-directory}: where libraries are copied to for loading; must
 *     allow execution (no {@code noexec} mount); default: the JVM's directory for temporary files
 */
record ExecSettings(long maxBufferBytes, long maxTotalBytes, Path workDirectory) {
  /** Most arguments of a call; a fact of the API, not a setting. */
  static final int MAX_ARGUMENTS = 64;

  private static final long MIB = 1 << 20;

  static ExecSettings of(BackendSettings settings) {
    return new ExecSettings(
        settings.number("max-buffer-bytes", 256 * MIB, 0, Long.MAX_VALUE),
        settings.number("max-total-bytes", 512 * MIB, 0, Long.MAX_VALUE),
        Path.of(settings.text("work-directory", System.getProperty("java.io.tmpdir"))));
  }
}
