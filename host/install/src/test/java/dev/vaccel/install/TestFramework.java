package dev.vaccel.install;

import dev.vaccel.backend.tensor.FrameworkPackage;
import dev.vaccel.fetch.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A framework of one jar. */
record TestFramework(String name, String version, List<Artifact> artifacts)
    implements FrameworkPackage {
  static final String PATH = "org/example/fw/1.0/fw-1.0-linux-x86_64.jar";
  static final String PREFIX = "native/linux/";

  static TestFramework of(byte[] jar) {
    return new TestFramework(
        "fw", "1.0", List.of(new Artifact(PATH, jar.length, Sha256.of(jar).hex(), PREFIX)));
  }

  /** A jar with entries of these names, each with its own name and random bytes in it. */
  static byte[] jar(int bytesEach, String... names) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Random random = new Random(5);
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (String name : names) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(name.getBytes(StandardCharsets.UTF_8));
        byte[] content = new byte[bytesEach];
        random.nextBytes(content);
        zip.write(content);
        zip.closeEntry();
      }
    }
    return out.toByteArray();
  }

  @Override
  public String licence() {
    return "Apache-2.0";
  }

  @Override
  public List<Artifact> artifacts(String platform) {
    return artifacts;
  }
}
