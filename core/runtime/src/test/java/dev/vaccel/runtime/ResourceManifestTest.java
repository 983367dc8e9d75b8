package dev.vaccel.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.InvalidArgumentException;
import dev.vaccel.api.ResourceId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResourceManifestTest {
  private static final ResourceId HASH = new ResourceId("ab".repeat(32));

  private static ResourceFile file(String path) {
    return new ResourceFile(path, 1, HASH);
  }

  private static ResourceManifest tree(String... paths) {
    List<ResourceFile> files = new ArrayList<>();
    for (String path : paths) {
      files.add(file(path));
    }
    return new ResourceManifest(true, files);
  }

  private static String refusal(Runnable construction) {
    InvalidArgumentException failure =
        assertThrows(InvalidArgumentException.class, construction::run);
    assertEquals(ErrorCode.INVALID_ARGUMENT, failure.code());
    return failure.getMessage();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "/",
        "/etc/passwd",
        "../x",
        "a/../b",
        "a/..",
        "a/./b",
        "a//b",
        "a/",
        "//",
        "a\\b",
        "..\\b",
        "a\nb",
        "a\u0000b",
        "a\u001bb",
        "a\u007fb",
        "a\ud83d\ude00b",
        "a\ud83d"
      })
  void aPathThatCouldLeaveTheTreeIsRefused(String path) {
    String message = refusal(() -> tree(path));
    assertTrue(message.contains("expected a relative path"), message);
    assertFalse(message.chars().anyMatch(c -> c < ' '), "control characters stay out of messages");
    refusal(() -> new ResourceManifest(false, List.of(file(path))));
  }

  @Test
  void lengthsAndDepthAreLimited() {
    tree("n".repeat(200));
    refusal(() -> tree("n".repeat(201)));
    // Counted in bytes of UTF-8, as a file system does.
    tree("\u00e4".repeat(100));
    refusal(() -> tree("\u00e4".repeat(101)));
    tree("d/".repeat(31) + "f");
    refusal(() -> tree("d/".repeat(32) + "f"));
    refusal(() -> tree(("n".repeat(100) + "/").repeat(5) + "n".repeat(20)));
  }

  @Test
  void aSingleFileHasABareName() {
    new ResourceManifest(false, List.of(file("model.onnx")));
    refusal(() -> new ResourceManifest(false, List.of(file("a/b"))));
    refusal(() -> new ResourceManifest(false, List.of()));
    refusal(() -> new ResourceManifest(false, List.of(file("a"), file("b"))));
  }

  @Test
  void nothingStandsTwiceOrBelowAFile() {
    refusal(() -> tree("a", "b", "a"));
    refusal(() -> tree("a", "a/b"));
    refusal(() -> tree("x/y/z", "x/y"));
    tree("a/b", "a/c", "ab", "a.b");
  }

  @Test
  void theNumberOfFilesIsLimited() {
    List<ResourceFile> files = new ArrayList<>();
    for (int i = 0; i < ResourceManifest.MAX_FILES; i++) {
      files.add(file("f" + i));
    }
    new ResourceManifest(true, files);
    files.add(file("one-more"));
    String message = refusal(() -> new ResourceManifest(true, files));
    assertTrue(message.contains("4097"), message);
  }

  @Test
  void lengthsAddUpWithoutWrapping() {
    refusal(() -> new ResourceManifest(true, List.of(new ResourceFile("a", -1, HASH))));
    refusal(
        () ->
            new ResourceManifest(
                true,
                List.of(
                    new ResourceFile("a", Long.MAX_VALUE, HASH),
                    new ResourceFile("b", Long.MAX_VALUE, HASH))));
    refusal(
        () ->
            new ResourceManifest(
                true,
                List.of(
                    new ResourceFile("a", Long.MAX_VALUE, HASH),
                    new ResourceFile("b", Long.MAX_VALUE, HASH),
                    new ResourceFile("c", Long.MAX_VALUE, HASH))));
    ResourceManifest sound =
        new ResourceManifest(
            true, List.of(new ResourceFile("a", 40, HASH), new ResourceFile("b", 2, HASH)));
    assertEquals(42, sound.totalBytes());
  }

  @Test
  void countsFilesAndDirectories() {
    assertEquals(1, new ResourceManifest(true, List.of()).entries());
    assertEquals(2, tree("a").entries());
    assertEquals(1 + 3 + 3, tree("x/y/a", "x/y/b", "x/z/c").entries());
  }

  @Test
  void theNameOfAFileIsItsContentAndOfATreeItsListing() {
    assertEquals(HASH, new ResourceManifest(false, List.of(file("a"))).id());
    assertEquals(HASH, new ResourceManifest(false, List.of(file("b"))).id());
    assertNotEquals(HASH, tree("a").id());
    assertNotEquals(tree("a").id(), tree("b").id());
    assertEquals(tree("a", "b").id(), tree("a", "b").id());
    ResourceManifest longer =
        new ResourceManifest(true, Collections.singletonList(new ResourceFile("a", 2, HASH)));
    assertNotEquals(tree("a").id(), longer.id());
  }
}
