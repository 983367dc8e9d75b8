package dev.vaccel.backend.tensorflow;

import dev.vaccel.backend.tensor.FrameworkPackage;
import java.util.List;

/** TensorFlow's libraries as TensorFlow-Java's build publishes them: they export the C API. */
public final class TensorflowPackage implements FrameworkPackage {
  /** For {@link java.util.ServiceLoader}. */
  public TensorflowPackage() {}

  @Override
  public String name() {
    return "tensorflow";
  }

  /** Of TensorFlow; the jar is 1.1.0. */
  @Override
  public String version() {
    return "2.18.0";
  }

  @Override
  public String licence() {
    return "Apache-2.0";
  }

  @Override
  public List<Artifact> artifacts(String platform) {
    return platform.equals("linux-x86_64")
        ? List.of(
            new Artifact(
                "org/tensorflow/tensorflow-core-native/1.1.0/"
                    + "tensorflow-core-native-1.1.0-linux-x86_64.jar",
                160_591_394,
                "81b0e11290ba3b2e134901395ef59f1ae616f8ab7931f0d5c3eeb89c1b97c4e6",
                "org/tensorflow/internal/c_api/linux-x86_64/"))
        : List.of();
  }
}
