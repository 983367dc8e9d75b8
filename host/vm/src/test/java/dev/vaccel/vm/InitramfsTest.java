package dev.vaccel.vm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InitramfsTest {
  @TempDir Path directory;

  private CpioArchive written(Initramfs image) throws IOException {
    Path file = directory.resolve("image");
    image.write(file);
    return CpioArchive.read(Files.readAllBytes(file));
  }

  @Test
  void holdsFilesWithTheDirectoriesAboveThem() throws IOException {
    CpioArchive entries = written(new Initramfs().file("/a/b/c", "text").file("a/d", new byte[5]));
    assertEquals(List.of("a", "a/b", "a/b/c", "a/d"), entries.names());
    assertEquals(0040755, entries.get("a").mode());
    assertEquals(0100755, entries.get("a/b/c").mode());
    assertEquals("text", entries.get("a/b/c").text());
    assertEquals(5, entries.get("a/d").content().length());
  }

  @Test
  void addsADirectoryWithPermissionsAndLinks() throws IOException {
    Path tree = directory.resolve("tree");
    Files.createDirectories(tree.resolve("sub"));
    Path plain = Files.writeString(tree.resolve("sub/plain ü"), "x");
    Files.setPosixFilePermissions(plain, PosixFilePermissions.fromString("rw-rw-r--"));
    Path program = Files.writeString(tree.resolve("program"), "y");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    Files.createSymbolicLink(tree.resolve("link"), Path.of("sub/plain ü"));
    Path alias = Files.createSymbolicLink(directory.resolve("alias"), tree);
    CpioArchive entries = written(new Initramfs().add("/data", alias));
    assertEquals(
        List.of("data", "data/link", "data/program", "data/sub", "data/sub/plain ü"),
        entries.names());
    assertEquals(0100644, entries.get("data/sub/plain ü").mode());
    assertEquals(0100755, entries.get("data/program").mode());
    assertEquals(0120777, entries.get("data/link").mode());
    assertEquals("sub/plain ü", entries.get("data/link").text());
  }

  @Test
  void theLaterOfTwoFilesCounts() throws IOException {
    assertEquals("new", written(new Initramfs().file("f", "old").file("f", "new")).get("f").text());
  }

  @Test
  void compressesByName() throws IOException {
    Initramfs image = new Initramfs().file("f", "x".repeat(100_000));
    Path plain = directory.resolve("plain");
    Path packed = directory.resolve("packed.gz");
    image.write(plain);
    image.write(packed);
    assertTrue(Files.size(packed) < Files.size(plain) / 10);
    assertEquals(100_000, image.contentBytes());
    try (GZIPInputStream in =
        new GZIPInputStream(new ByteArrayInputStream(Files.readAllBytes(packed)))) {
      assertArrayEquals(Files.readAllBytes(plain), in.readAllBytes());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 511})
  void standsBehindAnotherOneOfAnyLength(int extra) throws IOException {
    Path first = directory.resolve("first");
    new Initramfs().file("f", new byte[10]).write(first);
    byte[] padded =
        java.util.Arrays.copyOf(Files.readAllBytes(first), (int) Files.size(first) + extra);
    Files.write(first, padded);
    Path both = directory.resolve("both");
    new Initramfs().file("g", "behind").writeBehind(first, both);
    CpioArchive entries = CpioArchive.read(Files.readAllBytes(both));
    assertEquals("behind", entries.get("g").text());
    assertEquals(10, entries.get("f").content().length());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "a//b", "../a", "a/..", "./a", "a\0b", "TRAILER!!!"})
  void refusesNamesThatAreNone(String name) {
    IOException refusal = assertThrows(IOException.class, () -> new Initramfs().file(name, "x"));
    assertTrue(refusal.toString().contains("'" + name + "'"), refusal.getMessage());
  }

  @Test
  void refusesAFileInAFileAndAFileInPlaceOfADirectory() throws IOException {
    Initramfs image = new Initramfs().file("a", "x").directory("b");
    assertThrows(IOException.class, () -> image.file("a/b", "x"));
    assertThrows(IOException.class, () -> image.file("b", "x"));
  }

  @Test
  void refusesWhatIsNoFile() throws Exception {
    Path missing = directory.resolve("missing");
    assertThrows(IOException.class, () -> new Initramfs().file("f", missing));
    Path tree = Files.createDirectory(directory.resolve("pipes"));
    assertEquals(
        0, new ProcessBuilder("mkfifo", tree.resolve("pipe").toString()).start().waitFor());
    IOException refusal = assertThrows(IOException.class, () -> new Initramfs().add("tree", tree));
    assertTrue(refusal.toString().contains("expected a file"), refusal.getMessage());
  }

  @Test
  void noticesThatAFileBecameShorter() throws IOException {
    Path file = Files.writeString(directory.resolve("shrinking"), "0123456789");
    Initramfs image = new Initramfs().file("f", file);
    Files.writeString(file, "0");
    assertThrows(IOException.class, () -> image.write(directory.resolve("image")));
  }
}
