package dev.vaccel.agent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.InvalidArgumentException;
import dev.vaccel.api.ResourceException;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.VaccelException;
import dev.vaccel.runtime.ContentHash;
import dev.vaccel.runtime.MissingFile;
import dev.vaccel.runtime.ResourceFile;
import dev.vaccel.runtime.ResourceManifest;
import dev.vaccel.testing.Background;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResourceStoreTest {
  private static final long MAX_BYTES = 1_000_000;
  private static final long MAX_RESOURCE = 600_000;

  @TempDir Path parent;
  private ResourceStore store;
  private final Object alice = "alice";
  private final Object bob = "bob";

  @BeforeEach
  void open() {
    store = new ResourceStore(parent.resolve("store"), MAX_BYTES, MAX_RESOURCE);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static byte[] random(int length, long seed) {
    byte[] bytes = new byte[length];
    new SplittableRandom(seed).nextBytes(bytes);
    return bytes;
  }

  private static ResourceId hash(byte[] content) {
    return ResourceId.of(ContentHash.sha256().digest(content));
  }

  private static ResourceManifest file(String name, byte[] content) {
    return new ResourceManifest(
        false, List.of(new ResourceFile(name, content.length, hash(content))));
  }

  private static ResourceManifest tree(Map<String, byte[]> content) {
    List<ResourceFile> files = new ArrayList<>();
    content.forEach((path, c) -> files.add(new ResourceFile(path, c.length, hash(c))));
    return new ResourceManifest(true, files);
  }

  private void put(byte[] content, int from, int to, Object sender) {
    store.put(hash(content), from, MemorySegment.ofArray(content).asSlice(from, to - from), sender);
  }

  /** Registers a file as a session would; returns the number of bytes that were sent. */
  private int register(byte[] content, Object sender) {
    ResourceManifest manifest = file("f", content);
    if (store.announce(manifest, sender).isEmpty()) {
      return 0;
    }
    put(content, 0, content.length, sender);
    store.commit(manifest, sender);
    return content.length;
  }

  private static ErrorCode failure(Runnable action) {
    return assertThrows(VaccelException.class, action::run).code();
  }

  private List<String> onDisk() throws IOException {
    try (Stream<Path> walk = Files.walk(parent.resolve("store"))) {
      return walk.filter(Files::isRegularFile)
          .map(p -> parent.resolve("store").relativize(p).toString())
          .filter(p -> !p.equals("lock"))
          .sorted()
          .toList();
    }
  }

  @Test
  void keepsAFileUnderItsNameAndHandsItOutReadOnly() throws IOException {
    byte[] content = random(1000, 1);
    ResourceManifest manifest = file("model.onnx", content);
    assertEquals(List.of(new MissingFile(hash(content), 0)), store.announce(manifest, alice));
    put(content, 0, 400, alice);
    put(content, 400, 1000, alice);
    store.commit(manifest, alice);
    Path path = store.path(manifest.id());
    assertEquals("model.onnx", String.valueOf(path.getFileName()));
    assertArrayEquals(content, Files.readAllBytes(path));
    assertEquals("r--------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
    assertEquals(1000, store.usedBytes());
    assertEquals(0, store.incomingFiles());
  }

  @Test
  void keepsATreeWithEmptyAndRepeatedFiles() throws IOException {
    Map<String, byte[]> content = new LinkedHashMap<>();
    content.put("a", random(100, 1));
    content.put("empty", new byte[0]);
    content.put("sub/b", random(100, 1));
    content.put("sub/deep/c", random(200, 2));
    ResourceManifest manifest = tree(content);
    List<MissingFile> missing = store.announce(manifest, alice);
    assertEquals(3, missing.size(), "each content once");
    put(random(200, 2), 0, 200, alice);
    put(random(100, 1), 0, 100, alice);
    store.commit(manifest, alice);
    for (Map.Entry<String, byte[]> file : content.entrySet()) {
      assertArrayEquals(
          file.getValue(),
          Files.readAllBytes(store.path(manifest.id()).resolve(file.getKey())),
          file.getKey());
    }
    assertEquals(300, store.usedBytes());
  }

  @Test
  void nobodySendsWhatIsThere() {
    byte[] content = random(500, 1);
    assertEquals(500, register(content, alice));
    assertEquals(0, register(content, bob));
    assertEquals(500, store.usedBytes());
    // The same content in another resource: only what is new travels.
    Map<String, byte[]> both = new LinkedHashMap<>();
    both.put("old", content);
    both.put("new", random(50, 2));
    ResourceManifest tree = tree(both);
    assertEquals(List.of(new MissingFile(hash(random(50, 2)), 0)), store.announce(tree, bob));
    put(random(50, 2), 0, 50, bob);
    store.commit(tree, bob);
    assertEquals(550, store.usedBytes());
  }

  @Test
  void partsMayOverlapButLeaveNoGap() {
    byte[] content = random(1000, 1);
    ResourceManifest manifest = file("f", content);
    store.announce(manifest, alice);
    put(content, 0, 300, alice);
    put(content, 0, 300, alice);
    put(content, 200, 500, alice);
    assertEquals(ErrorCode.INVALID_ARGUMENT, failure(() -> put(content, 501, 600, alice)));
    assertEquals(
        ErrorCode.INVALID_ARGUMENT,
        failure(() -> store.put(hash(content), -1, MemorySegment.ofArray(content), alice)));
    assertEquals(
        ErrorCode.INVALID_ARGUMENT,
        failure(() -> store.put(hash(content), 500, MemorySegment.ofArray(new byte[501]), alice)));
    assertEquals(500, store.usedBytes());
    assertEquals(ErrorCode.CORRUPT, failure(() -> store.commit(manifest, alice)));
    // Nothing is lost by asking too early or announcing again.
    assertEquals(List.of(new MissingFile(hash(content), 500)), store.announce(manifest, alice));
    put(content, 500, 1000, alice);
    store.commit(manifest, alice);
    assertEquals(1000, store.usedBytes());
  }

  @Test
  void whatWasNotAnnouncedIsRefused() {
    byte[] content = random(10, 1);
    assertEquals(ErrorCode.INVALID_ARGUMENT, failure(() -> put(content, 0, 10, alice)));
    assertEquals(
        ErrorCode.INVALID_ARGUMENT, failure(() -> store.commit(file("f", content), alice)));
    store.announce(file("f", content), alice);
    assertEquals(ErrorCode.INVALID_ARGUMENT, failure(() -> put(content, 0, 10, bob)));
    assertThrows(InvalidArgumentException.class, () -> store.commit(file("f", content), bob));
  }

  @Test
  void contentThatIsNotItsHashIsDropped() throws IOException {
    Map<String, byte[]> content = new LinkedHashMap<>();
    content.put("good", random(100, 1));
    content.put("bad", random(200, 2));
    ResourceManifest manifest = tree(content);
    store.announce(manifest, alice);
    put(random(100, 1), 0, 100, alice);
    store.put(hash(random(200, 2)), 0, MemorySegment.ofArray(random(200, 3)), alice);
    ResourceException failure =
        assertThrows(ResourceException.class, () -> store.commit(manifest, alice));
    assertEquals(ErrorCode.CORRUPT, failure.code());
    assertTrue(failure.getMessage().contains("'bad'"), failure.getMessage());
    assertEquals(0, store.usedBytes());
    assertEquals(List.of(), onDisk());
    assertEquals(2, store.announce(manifest, alice).size(), "all of it is wanted again");
  }

  @Test
  void oneSendersGarbageDoesNotSpoilAnothersUpload() {
    byte[] content = random(1000, 1);
    ResourceManifest manifest = file("f", content);
    store.announce(manifest, alice);
    store.put(hash(content), 0, MemorySegment.ofArray(new byte[700]), alice);
    assertEquals(List.of(new MissingFile(hash(content), 0)), store.announce(manifest, bob));
    put(content, 0, 1000, bob);
    store.commit(manifest, bob);
    // It is there now, whatever alice sent.
    store.put(hash(content), 700, MemorySegment.ofArray(new byte[300]), alice);
    store.commit(manifest, alice);
    assertEquals(1000, store.usedBytes());
    assertEquals(0, store.incomingFiles());
  }

  @Test
  void aSenderThatVanishesLeavesNothingAndHarmsNobody() throws IOException {
    byte[] content = random(1000, 1);
    ResourceManifest manifest = file("f", content);
    store.announce(manifest, alice);
    store.announce(manifest, bob);
    put(content, 0, 600, alice);
    put(content, 0, 100, bob);
    assertEquals(700, store.usedBytes());
    store.abandon(alice);
    assertEquals(100, store.usedBytes());
    assertEquals(1, store.incomingFiles());
    put(content, 100, 1000, bob);
    store.commit(manifest, bob);
    store.abandon(bob);
    assertEquals(1000, store.usedBytes());
    assertEquals(2, onDisk().size());
    store.abandon("nobody");
  }

  @Test
  void sizesAreLimited() {
    byte[] tooLarge = new byte[(int) MAX_RESOURCE + 1];
    assertEquals(ErrorCode.EXHAUSTED, failure(() -> store.announce(file("f", tooLarge), alice)));
    register(random((int) MAX_RESOURCE, 1), alice);
    // The store is too full for a second one while the first is held.
    ResourceManifest second = file("f", random(500_000, 2));
    ResourceException failure =
        assertThrows(ResourceException.class, () -> store.announce(second, bob));
    assertEquals(ErrorCode.STORE_FULL, failure.code());
    assertTrue(failure.getMessage().contains("600000 of 1000000"), failure.getMessage());
    assertEquals(0, store.incomingFiles());
    store.release(hash(random((int) MAX_RESOURCE, 1)));
    assertEquals(500_000, register(random(500_000, 2), bob));
    assertEquals(500_000, store.usedBytes());
  }

  @Test
  void twoUploadsThatFitOnlyAloneAreStoppedWhereTheStoreIsFull() {
    byte[] one = random(600_000, 1);
    byte[] two = random(600_000, 2);
    store.announce(file("f", one), alice);
    store.announce(file("f", two), bob);
    put(one, 0, 600_000, alice);
    put(two, 0, 400_000, bob);
    assertEquals(ErrorCode.STORE_FULL, failure(() -> put(two, 400_000, 600_000, bob)));
    store.commit(file("f", one), alice);
    store.release(file("f", one).id());
    put(two, 400_000, 600_000, bob);
    store.commit(file("f", two), bob);
    assertEquals(600_000, store.usedBytes());
  }

  @Test
  void theLeastRecentlyUsedGoesFirstAndNeverWhatIsHeld() {
    byte[][] content = new byte[4][];
    for (int i = 0; i < 4; i++) {
      content[i] = random(250_000, i);
      register(content[i], alice);
    }
    store.release(hash(content[0]));
    store.release(hash(content[1]));
    store.release(hash(content[2]));
    // Used once more: 1 is the oldest now.
    register(content[0], alice);
    store.release(hash(content[0]));
    register(random(250_000, 9), alice);
    assertEquals(ErrorCode.NOT_FOUND, failure(() -> store.path(hash(content[1]))));
    store.path(hash(content[2]));
    store.path(hash(content[0]));
    store.path(hash(content[3]));
    assertEquals(1_000_000, store.usedBytes());
  }

  @Test
  void aFileThatAnAnnouncedResourceNeedsIsNotEvicted() throws IOException {
    byte[] shared = random(300_000, 1);
    register(shared, alice);
    Map<String, byte[]> content = new LinkedHashMap<>();
    content.put("shared", shared);
    content.put("own", random(100_000, 2));
    ResourceManifest tree = tree(content);
    assertEquals(1, store.announce(tree, bob).size());
    store.release(hash(shared));
    // Needs more room than there is without evicting.
    register(random(500_000, 3), alice);
    put(random(100_000, 2), 0, 100_000, bob);
    store.release(hash(random(500_000, 3)));
    store.commit(tree, bob);
    assertArrayEquals(shared, Files.readAllBytes(store.path(tree.id()).resolve("shared")));
  }

  @Test
  void whatWasPinnedForAnUploadThatEndsIsFreedWithItsResource() {
    byte[] shared = random(300_000, 1);
    register(shared, alice);
    Map<String, byte[]> content = new LinkedHashMap<>();
    content.put("shared", shared);
    content.put("own", random(100_000, 2));
    store.announce(tree(content), bob);
    store.release(hash(shared));
    store.abandon(bob);
    register(random(600_000, 3), alice);
    register(random(400_000, 4), alice);
    assertEquals(1_000_000, store.usedBytes());
  }

  @Test
  void announcementsAndEmptyFilesAreLimitedToo() {
    for (int i = 0; i < SenderFiles.MAX_ANNOUNCED; i++) {
      store.announce(file("f", random(10, i)), alice);
    }
    assertEquals(
        ErrorCode.EXHAUSTED, failure(() -> store.announce(file("f", random(10, 99)), alice)));
    store.announce(file("f", random(10, 0)), alice);
    store.announce(file("f", random(10, 99)), bob);
    store.abandon(alice);
    // Empty files take no bytes, yet a disk has room for so many only.
    int entries = 0;
    for (int i = 0; ; i++) {
      Map<String, byte[]> content = new LinkedHashMap<>();
      for (int f = 0; f < 1500; f++) {
        content.put("d" + i + "/f" + f, new byte[0]);
      }
      ResourceManifest manifest = tree(content);
      try {
        if (!store.announce(manifest, alice).isEmpty()) {
          store.commit(manifest, alice);
        }
      } catch (ResourceException e) {
        assertEquals(ErrorCode.STORE_FULL, e.code());
        break;
      }
      entries += manifest.entries();
      assertTrue(entries <= 4096, entries + " entries are held");
    }
  }

  @Test
  void aHashWithAnotherLengthIsCorrupt() {
    byte[] content = random(100, 1);
    register(content, alice);
    ResourceManifest lie =
        new ResourceManifest(true, List.of(new ResourceFile("x", 99, hash(content))));
    assertEquals(ErrorCode.CORRUPT, failure(() -> store.announce(lie, bob)));
  }

  @Test
  void theDirectoryIsTheAgentsOwn() throws IOException {
    assertEquals("rwx------", mode(parent.resolve("store")));
    Path given = Files.createDirectory(parent.resolve("given"));
    Files.setPosixFilePermissions(given, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(given.resolve("notes"), "not the store's");
    Files.createDirectories(given.resolve("files"));
    Files.writeString(given.resolve("files/stale"), "of an agent that was killed");
    try (ResourceStore other = new ResourceStore(given, 1000, 1000)) {
      for (String part : List.of("files", "incoming", "resources")) {
        assertEquals("rwx------", mode(given.resolve(part)), part);
      }
      assertEquals("rwxr-xr-x", mode(given), "what was there keeps its mode");
      assertFalse(Files.exists(given.resolve("files/stale")));
      assertEquals(0, other.usedBytes());
      ConfigException failure =
          assertThrows(ConfigException.class, () -> new ResourceStore(given, 1000, 1000));
      assertTrue(failure.getMessage().contains("another agent uses it"), failure.getMessage());
    }
    try (Stream<Path> left = Files.list(given)) {
      assertEquals(List.of(given.resolve("notes")), left.toList());
    }
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void aPlaceThatIsNoDirectoryIsAConfigurationError() throws IOException {
    Path file = Files.writeString(parent.resolve("file"), "x");
    ConfigException failure =
        assertThrows(ConfigException.class, () -> new ResourceStore(file, 1, 1));
    assertEquals(ErrorCode.INVALID_CONFIG, failure.code());
  }

  @Test
  void manySendersOfTheSameContentStoreItOnce() throws IOException {
    byte[][] content = {random(50_000, 1), random(60_000, 2), new byte[0]};
    List<Background<Boolean>> senders = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      Object sender = i;
      SplittableRandom random = new SplittableRandom(i);
      senders.add(
          Background.run(
              () -> {
                for (int round = 0; round < 20; round++) {
                  byte[] mine = content[random.nextInt(3)];
                  ResourceManifest manifest = file("f", mine);
                  if (!store.announce(manifest, sender).isEmpty()) {
                    int at = 0;
                    while (at < mine.length && random.nextInt(10) != 0) {
                      int next = Math.min(mine.length, at + 1 + random.nextInt(20_000));
                      put(mine, at, next, sender);
                      at = next;
                    }
                    if (at < mine.length) {
                      store.abandon(sender);
                      continue;
                    }
                    store.commit(manifest, sender);
                  }
                  assertArrayEquals(mine, Files.readAllBytes(store.path(manifest.id())));
                  store.release(manifest.id());
                }
              }));
    }
    senders.forEach(Background::await);
    assertEquals(0, store.incomingFiles());
    assertEquals(110_000, store.usedBytes());
    assertEquals(6, onDisk().size());
  }
}
