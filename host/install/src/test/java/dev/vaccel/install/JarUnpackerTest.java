package dev.vaccel.install;

import static dev.vaccel.install.InstallerTest.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.VaccelException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JarUnpackerTest {
  @TempDir Path folder;
  private Path target;

  @BeforeEach
  void makeTarget() throws IOException {
    target = Files.createDirectories(folder.resolve("deep/er/target"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "p/../evil",
        "p/a/../../evil",
        "p//evil",
        "p/./evil",
        "p/a\\..\\evil",
        "p/a b",
        "p/a\u0000b",
        "p/a\nb",
        "p/\u00e9"
      })
  void nameThatIsNoPlainPathIsRefused(String name) throws IOException {
    Path jar = write(TestFramework.jar(3, name));
    assertFails(ErrorCode.CORRUPT, () -> unpack(new JarUnpacker(), jar), "plain relative path");
    assertFalse(Files.exists(folder.resolve("deep/er/evil")));
    assertFalse(Files.exists(folder.resolve("deep/evil")));
  }

  @Test
  void jarThatGrowsBeyondMeasureIsRefused() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("p/zeros"));
      zip.write(new byte[1_000_000]);
    }
    Path jar = write(out.toByteArray());
    assertFails(
        ErrorCode.CORRUPT, () -> unpack(new JarUnpacker(999_999, 10), jar), "more than 999999");
    unpack(new JarUnpacker(1_000_000, 1), jar);
    assertEquals(1_000_000, Files.size(target.resolve("zeros")));
    Path many = write(TestFramework.jar(1, "p/a", "p/b", "p/c"));
    assertFails(
        ErrorCode.CORRUPT, () -> unpack(new JarUnpacker(1 << 20, 2), many), "3 files: more than 2");
  }

  @Test
  void entryThatHoldsMoreThanItSaysIsRefused() throws IOException {
    byte[] jar = TestFramework.jar(5000, "p/file");
    // The central directory's uncompressed size, 24 bytes into its header.
    int header = indexOf(jar, new byte[] {'P', 'K', 1, 2});
    jar[header + 24] = 10;
    jar[header + 25] = 0;
    Path file = write(jar);
    assertFails(ErrorCode.CORRUPT, () -> unpack(new JarUnpacker(), file));
  }

  @Test
  void jarWithoutThePrefixOrWithoutAnythingIsRefused() throws IOException {
    assertFails(
        ErrorCode.CORRUPT,
        () -> unpack(new JarUnpacker(), write(TestFramework.jar(1, "q/a"))),
        "nothing below p/");
    assertFails(
        ErrorCode.CORRUPT,
        () -> unpack(new JarUnpacker(), write("no jar at all".getBytes(StandardCharsets.UTF_8))),
        "is no jar");
  }

  @Test
  void fileThatTwoJarsBringIsRefused() throws IOException {
    Path jar = write(TestFramework.jar(1, "p/a"));
    unpack(new JarUnpacker(), jar);
    assertFails(ErrorCode.CORRUPT, () -> unpack(new JarUnpacker(), jar), "a second time");
  }

  @Test
  void damagedJarsDoNothingElsewhere() throws IOException {
    byte[] jar = TestFramework.jar(300, "p/a", "p/b/c");
    Random random = new Random(11);
    for (int i = 0; i < 500; i++) {
      byte[] damaged = jar.clone();
      for (int flips = 0; flips < 4; flips++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      FileTrees.delete(target);
      Files.createDirectories(target);
      try {
        unpack(new JarUnpacker(1 << 20, 10), write(damaged));
      } catch (VaccelException e) {
        assertEquals(ErrorCode.CORRUPT, e.code(), "seed 11, round " + i);
      }
    }
    assertEquals(2, FileTrees.list(folder).size());
    assertEquals(1, FileTrees.list(folder.resolve("deep")).size());
  }

  private void unpack(JarUnpacker unpacker, Path jar) throws IOException {
    unpacker.unpack(jar, "p/", target, Progress.NONE);
  }

  private Path write(byte[] content) throws IOException {
    return Files.write(folder.resolve("some.jar"), content);
  }

  private static int indexOf(byte[] content, byte[] wanted) {
    for (int i = 0; i <= content.length - wanted.length; i++) {
      if (Arrays.equals(content, i, i + 4, wanted, 0, 4)) {
        return i;
      }
    }
    throw new IllegalStateException("not found");
  }
}
