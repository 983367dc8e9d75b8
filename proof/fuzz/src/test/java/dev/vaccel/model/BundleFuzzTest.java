package dev.vaccel.model;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.vaccel.fuzz.Fuzzing;
import java.nio.charset.StandardCharsets;

/** Descriptions of models, as a guest's bundle has them: written again, they read as the same. */
class BundleFuzzTest {
  @FuzzTest
  void description(byte[] data) {
    String json = new String(data, StandardCharsets.UTF_8);
    Fuzzing.decode(data.length, () -> check(json));
  }

  private static void check(String json) {
    BundleDescription read = BundleJson.read(StrictJson.parse(Bundles.FILE_NAME, json));
    String written = BundleJson.write(read);
    BundleDescription again = BundleJson.read(StrictJson.parse(Bundles.FILE_NAME, written));
    if (!again.equals(read)) {
      throw new AssertionError(read + " became " + again);
    }
  }
}
