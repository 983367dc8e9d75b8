package dev.vaccel.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.InvalidArgumentException;
import dev.vaccel.api.ResourceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContentHashTest {
  /** SHA-256 of "abc": FIPS 180-2, appendix B.1. */
  private static final String ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @TempDir Path directory;

  private Path file(String name, String content) throws IOException {
    Path path = directory.resolve(name);
    Files.createDirectories(path.getParent());
    return Files.writeString(path, content);
  }

  @Test
  void aFileIsNamedByItsContent() throws IOException {
    Path one = file("one", "abc");
    Path two = file("two", "abc");
    assertEquals(ABC, ContentHash.of(one).sha256());
    ResourceManifest manifest = ContentHash.manifest(one);
    assertFalse(manifest.directory());
    assertEquals(ABC, manifest.id().sha256());
    assertEquals(List.of("one"), manifest.files().stream().map(ResourceFile::path).toList());
    assertEquals(3, manifest.totalBytes());
    assertEquals(manifest.id(), ContentHash.manifest(two).id());
  }

  @Test
  void aLargeFileIsHashedInParts() throws IOException {
    byte[] bytes = new byte[3_000_001];
    new java.util.SplittableRandom(1).nextBytes(bytes);
    Path file = Files.write(directory.resolve("large"), bytes);
    assertEquals(
        dev.vaccel.api.ResourceId.of(ContentHash.sha256().digest(bytes)), ContentHash.of(file));
  }

  @Test
  void aTreeIsNamedByPathsAndContentWhateverTheOrderOfCreation() throws IOException {
    file("t1/b/x", "1");
    file("t1/a", "2");
    file("t1/c", "3");
    file("t2/c", "3");
    file("t2/a", "2");
    file("t2/b/x", "1");
    ResourceManifest first = ContentHash.manifest(directory.resolve("t1"));
    ResourceManifest second = ContentHash.manifest(directory.resolve("t2"));
    assertTrue(first.directory());
    assertEquals(List.of("a", "b/x", "c"), first.files().stream().map(ResourceFile::path).toList());
    assertEquals(first.id(), second.id());
    file("t2/a", "4");
    assertNotEquals(first.id(), ContentHash.manifest(directory.resolve("t2")).id());
  }

  @Test
  void emptyDirectoriesDoNotCount() throws IOException {
    file("t/a", "1");
    Path tree = directory.resolve("t");
    ResourceManifest before = ContentHash.manifest(tree);
    Files.createDirectories(tree.resolve("empty/deep"));
    assertEquals(before.id(), ContentHash.manifest(tree).id());
  }

  @Test
  void linksAreFollowed() throws IOException {
    Path target = file("elsewhere/model", "abc");
    Files.createDirectories(directory.resolve("t"));
    Files.createSymbolicLink(directory.resolve("t/link"), target);
    Files.createSymbolicLink(directory.resolve("t/more"), target.getParent());
    ResourceManifest manifest = ContentHash.manifest(directory.resolve("t"));
    assertEquals(
        List.of("link", "more/model"), manifest.files().stream().map(ResourceFile::path).toList());
    assertEquals(ABC, manifest.files().getFirst().hash().sha256());
    Path single = Files.createSymbolicLink(directory.resolve("single"), target);
    assertEquals(ABC, ContentHash.manifest(single).id().sha256());
  }

  @Test
  void aCircleOfLinksIsAnError() throws IOException {
    Files.createDirectories(directory.resolve("t/inner"));
    Files.createSymbolicLink(directory.resolve("t/inner/back"), directory.resolve("t"));
    ResourceException failure =
        assertThrows(ResourceException.class, () -> ContentHash.manifest(directory.resolve("t")));
    assertEquals(ErrorCode.NOT_FOUND, failure.code());
  }

  @Test
  void whatIsNotThereOrNoFileIsAnError() {
    for (Path path : List.of(directory.resolve("missing"), Path.of("/dev/null"))) {
      ResourceException failure =
          assertThrows(ResourceException.class, () -> ContentHash.manifest(path));
      assertEquals(ErrorCode.NOT_FOUND, failure.code());
      assertTrue(failure.getMessage().contains(path.toString()), failure.getMessage());
    }
  }

  @Test
  void namesThatAnAgentWouldRefuseAreRefusedHere() throws IOException {
    file("t/back\\slash", "1");
    assertThrows(
        InvalidArgumentException.class, () -> ContentHash.manifest(directory.resolve("t")));
  }
}
