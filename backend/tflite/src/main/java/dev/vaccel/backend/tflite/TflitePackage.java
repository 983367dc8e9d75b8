package dev.vaccel.backend.tflite;

import dev.vaccel.backend.tensor.FrameworkPackage;
import java.util.List;

/**
 * TensorFlow Lite's natives as JavaCPP's project builds them: the one build on Maven Central with
 * the C API in it. Its Java part is not used.
 */
public final class TflitePackage implements FrameworkPackage {
  /** The file that is loaded. */
  static final String LIBRARY = "libjnitensorflowlite.so";

  private static final String VERSION = "2.20.0";
  private static final String JAR =
      "org/bytedeco/tensorflow-lite/2.20.0-1.5.13/tensorflow-lite-2.20.0-1.5.13-";

  /** For {@link java.util.ServiceLoader}. */
  public TflitePackage() {}

  @Override
  public String name() {
    return "tflite";
  }

  @Override
  public String version() {
    return VERSION;
  }

  @Override
  public String licence() {
    return "Apache-2.0";
  }

  @Override
  public List<Artifact> artifacts(String platform) {
    return switch (platform) {
      case "linux-x86_64" ->
          List.of(
              artifact(
                  "linux-x86_64",
                  4_240_583,
                  "9bba5aaa6c53a005404a3f1b4bc4789d2bb1ec3dbe17896829822c883832542b"));
      case "linux-aarch64" ->
          List.of(
              artifact(
                  "linux-arm64",
                  3_879_950,
                  "1d2fae373b613d9ce840321ea914590dac6d2fce7e90bf96c3682cec7109a523"));
      default -> List.of();
    };
  }

  private static Artifact artifact(String classifier, long bytes, String sha256) {
    return new Artifact(
        JAR + classifier + ".jar",
        bytes,
        sha256,
        "org/bytedeco/tensorflowlite/" + classifier + "/");
  }
}
