package dev.vaccel.backend.exec;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.spi.BackendSettings;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Settings of this back end.
 *
 * @param maxBufferBytes {@code max-buffer-bytes}: largest buffer of a call; default 256 MiB
 * @param maxTotalBytes {@code max-total-bytes}: all buffers of a call together; default 512 MiB
 * @param workDirectory {@code work-directory}: where libraries are copied to for loading; must
 *     allow execution (no {@code noexec} mount); default: the JVM's directory for temporary files
 * @param allowed {@code allow}: SHA-256 of the libraries that may be loaded, dependencies included,
 *     separated by commas; empty: any
 */
record ExecSettings(
    long maxBufferBytes, long maxTotalBytes, Path workDirectory, Set<String> allowed) {
  /** Most arguments of a call; a fact of the API, not a setting. */
  static final int MAX_ARGUMENTS = 64;

  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final long MIB = 1 << 20;

  static ExecSettings of(BackendSettings settings) {
    return new ExecSettings(
        settings.number("max-buffer-bytes", 256 * MIB, 0, Long.MAX_VALUE),
        settings.number("max-total-bytes", 512 * MIB, 0, Long.MAX_VALUE),
        Path.of(settings.text("work-directory", System.getProperty("java.io.tmpdir"))),
        hashes(settings.text("allow", "")));
  }

  private static Set<String> hashes(String text) {
    Set<String> hashes = new HashSet<>();
    for (String hash : text.isEmpty() ? new String[0] : text.split(",", -1)) {
      String lower = hash.strip().toLowerCase(Locale.ROOT);
      if (!SHA256.matcher(lower).matches()) {
        throw new ConfigException(
            ErrorCode.INVALID_CONFIG,
            "allow=" + text + ": expected SHA-256 in hex (as sha256sum prints), commas between");
      }
      hashes.add(lower);
    }
    return Set.copyOf(hashes);
  }

  /** Whether a library with this SHA-256 may be loaded. */
  boolean allows(String sha256) {
    return allowed.isEmpty() || allowed.contains(sha256);
  }
}
