package dev.vaccel.backend.tensor;

import java.util.List;
import java.util.Locale;

/**
 * A framework's native part, which is too large to come along: what {@code vaccel backend add}
 * fetches. Found by {@link java.util.ServiceLoader}.
 */
public interface FrameworkPackage {
  /** Name of the back end that needs it: {@code tflite}. */
  String name();

  /** Version of the framework. */
  String version();

  /** SPDX identifier of its licence. */
  String licence();

  /**
   * What is fetched for a platform; empty where there is nothing for it.
   *
   * @param platform as {@link #platform()} gives it
   */
  List<Artifact> artifacts(String platform);

  /** The platform of this process: {@code linux-x86_64}, {@code linux-aarch64}. */
  static String platform() {
    String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).replace(' ', '_');
    String arch = System.getProperty("os.arch", "");
    return os + "-" + (arch.equals("amd64") ? "x86_64" : arch);
  }

  /**
   * A jar in a Maven repository and what is taken out of it.
   *
   * @param path in the repository: {@code org/bytedeco/...-linux-x86_64.jar}
   * @param bytes size of the jar
   * @param sha256 of the jar, 64 lower-case hexadecimal digits
   * @param prefix of the entries that are unpacked, without it, into one directory; empty: the jar
   *     itself is kept there
   */
  record Artifact(String path, long bytes, String sha256, String prefix) {}
}
