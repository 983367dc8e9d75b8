package dev.vaccel.backend.pytorch;

import dev.vaccel.backend.tensor.FrameworkPackage;
import java.util.List;

/**
 * LibTorch, the JNI library that DJL builds around it, and the jars with that library's Java
 * declarations. LibTorch has no C API, so that something in C++ must stand between.
 */
public final class PytorchPackage implements FrameworkPackage {
  private static final String DJL = "ai/djl/";

  /** For {@link java.util.ServiceLoader}. */
  public PytorchPackage() {}

  @Override
  public String name() {
    return "pytorch";
  }

  /** Of LibTorch; DJL is 0.35.1. */
  @Override
  public String version() {
    return "2.7.1";
  }

  @Override
  public String licence() {
    return "BSD-3-Clause AND Apache-2.0 AND MIT";
  }

  @Override
  public List<Artifact> artifacts(String platform) {
    if (!platform.equals("linux-x86_64")) {
      return List.of();
    }
    return List.of(
        new Artifact(
            DJL + "pytorch/pytorch-native-cpu/2.7.1/pytorch-native-cpu-2.7.1-linux-x86_64.jar",
            111_597_418,
            "1769928feaaa2389b4aa68390e7787ce1707290258b167d016a200fced4b8c39",
            "pytorch/cpu/linux-x86_64/"),
        new Artifact(
            DJL + "pytorch/pytorch-jni/2.7.1-0.35.1/pytorch-jni-2.7.1-0.35.1.jar",
            3_361_871,
            "ec85fc26b76fb6919c38a5caccc96e2fc139d9e6919ffa65bed3d54e6ea8e380",
            "jnilib/linux-x86_64/cpu/"),
        new Artifact(
            DJL + "pytorch/pytorch-engine/0.35.1/pytorch-engine-0.35.1.jar",
            99_595,
            "9f8b38a3820facbbdef09b4e691900da5860bb7d7bf2e068d9be205c471ae02f",
            ""),
        new Artifact(
            DJL + "api/0.35.1/api-0.35.1.jar",
            1_000_057,
            "1295c9ba7c5b0e2974a638953ed123154bcc0aca0dbc4106911dc6c9a5d8ccf5",
            ""),
        new Artifact(
            "org/slf4j/slf4j-api/2.0.17/slf4j-api-2.0.17.jar",
            69_908,
            "7b751d952061954d5abfed7181c1f645d336091b679891591d63329c622eb832",
            ""));
  }
}
