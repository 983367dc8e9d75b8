package dev.vaccel.agent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ResourceException;
import dev.vaccel.api.ResourceId;
import dev.vaccel.runtime.ContentHash;
import dev.vaccel.runtime.ResourceFile;
import dev.vaccel.runtime.ResourceManifest;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Resources of this machine that a store takes in. */
class AdoptedResourceTest {
  private static final long MAX_BYTES = 20_000;
  private static final Path OTHER_DISK = Path.of("/dev/shm");

  @TempDir Path parent;

  private ResourceStore store() {
    return new ResourceStore(parent.resolve("store"), MAX_BYTES, MAX_BYTES);
  }

  private static Path tree(Path root) throws IOException {
    Files.createDirectories(root.resolve("sub"));
    Files.write(root.resolve("sub/weights"), new byte[50_000]);
    Files.write(root.resolve("again"), new byte[50_000]);
    Files.writeString(root.resolve("labels"), "a\nb\n");
    return root;
  }

  @Test
  void itIsLinkedTakesNoRoomAndOutlivesItsSource() throws IOException {
    Path source = tree(parent.resolve("source"));
    ResourceManifest manifest = ContentHash.manifest(source);
    try (ResourceStore store = store()) {
      // Larger than the store: it takes no room there.
      store.adopt(manifest, source);
      assertEquals(0, store.usedBytes());
      Path path = store.path(manifest.id());
      assertTrue(path.startsWith(parent.resolve("store")));
      assertEquals(
          Files.getAttribute(source.resolve("labels"), "unix:ino"),
          Files.getAttribute(path.resolve("labels"), "unix:ino"));
      delete(source);
      assertEquals(manifest, ContentHash.manifest(path));
      assertEquals(List.of(), store.announce(manifest, "who has the same content"));
    }
    assertFalse(Files.exists(parent.resolve("store/files")));
  }

  @Test
  void aFileIsUsedWhereItLiesIfThatIsAnotherDisk() throws IOException {
    assumeFalse(
        !Files.isWritable(OTHER_DISK)
            || Files.getFileStore(OTHER_DISK).equals(Files.getFileStore(parent)),
        "needs two file systems");
    Path elsewhere = Files.createTempDirectory(OTHER_DISK, "vaccel-adopted-");
    try (ResourceStore store = store()) {
      Path source = tree(elsewhere.resolve("source"));
      ResourceManifest manifest = ContentHash.manifest(source);
      store.adopt(manifest, source);
      store.adopt(manifest, source);
      assertEquals(source, store.path(manifest.id()));
      assertEquals(List.of(), store.announce(manifest, "who has the same content"));
      assertEquals(0, store.usedBytes());
      try (Stream<Path> files = Files.list(parent.resolve("store/files"))) {
        assertEquals(0, files.count());
      }
    } finally {
      delete(elsewhere);
    }
  }

  @Test
  void whatNobodyHoldsGoesAndTheSourceStays() throws IOException {
    Path source = tree(parent.resolve("source"));
    ResourceManifest manifest = ContentHash.manifest(source);
    try (ResourceStore store = store()) {
      store.adopt(manifest, source);
      store.release(manifest.id());
      fill(store);
      ResourceException gone =
          assertThrows(ResourceException.class, () -> store.path(manifest.id()));
      assertEquals(ErrorCode.NOT_FOUND, gone.code());
      store.adopt(manifest, source);
      assertEquals(manifest, ContentHash.manifest(store.path(manifest.id())));
    }
    assertEquals(manifest, ContentHash.manifest(source));
  }

  /** Uploads until everything from before had to go. */
  private static void fill(ResourceStore store) {
    for (byte i = 0; i < 4; i++) {
      byte[] content = new byte[9000];
      content[0] = i;
      store.release(upload(store, content).id());
    }
  }

  private static ResourceManifest upload(ResourceStore store, byte[] content) {
    ResourceId hash = ResourceId.of(ContentHash.sha256().digest(content));
    ResourceManifest manifest =
        new ResourceManifest(false, List.of(new ResourceFile("f", content.length, hash)));
    assertFalse(store.announce(manifest, "guest").isEmpty());
    store.put(hash, 0, MemorySegment.ofArray(content), "guest");
    store.commit(manifest, "guest");
    return manifest;
  }

  @Test
  void aPartOfItThatWasUploadedBeforeIsNotDisturbed() throws IOException {
    Path source = tree(parent.resolve("source"));
    ResourceManifest manifest = ContentHash.manifest(source);
    try (ResourceStore store = store()) {
      byte[] labels = Files.readAllBytes(source.resolve("labels"));
      ResourceManifest alone = upload(store, labels);
      store.adopt(manifest, source);
      assertEquals(labels.length, store.usedBytes());
      store.release(manifest.id());
      assertArrayEquals(labels, Files.readAllBytes(store.path(alone.id())));
    }
  }

  @Test
  void nothingStaysOfWhatCannotBeTakenIn() throws IOException {
    Path source = tree(parent.resolve("source"));
    ResourceManifest manifest = ContentHash.manifest(source);
    Files.delete(source.resolve("labels"));
    try (ResourceStore store = store()) {
      store.adopt(manifest, source);
      try (Stream<Path> files = Files.list(parent.resolve("store/files"))) {
        assertEquals(0, files.count());
      }
    }
  }

  private static void delete(Path root) throws IOException {
    try (Stream<Path> walk = Files.walk(root)) {
      for (Path each : walk.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
