package dev.vaccel.install;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.UnsupportedException;
import dev.vaccel.api.VaccelException;
import dev.vaccel.backend.tensor.FrameworkDirectory;
import dev.vaccel.backend.tensor.FrameworkPackage;
import dev.vaccel.fetch.Authorities;
import dev.vaccel.fetch.Downloader;
import dev.vaccel.fetch.Patience;
import dev.vaccel.fetch.Sha256;
import dev.vaccel.testing.HttpsFiles;
import dev.vaccel.testing.TlsFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class InstallerTest {
  private static final Patience PATIENCE =
      new Patience(Duration.ofSeconds(10), Duration.ofSeconds(20));
  private static final String JAR = "/maven2/" + TestFramework.PATH;

  @TempDir Path folder;
  private Path home;
  private byte[] jar;
  private HttpsFiles mirror;
  private Installer installer;

  @BeforeEach
  void open() throws IOException {
    home = folder.resolve("data/vaccel/backends");
    jar =
        TestFramework.jar(
            100_000, "native/linux/libfw.so.1", "native/linux/more/table.bin", "java/Fw.class");
    mirror = new HttpsFiles();
    mirror.serve(JAR, jar);
    installer = installer(PATIENCE, TestFramework.of(jar));
  }

  @AfterEach
  void close() {
    installer.close();
    mirror.close();
  }

  private URI repository() {
    return URI.create(mirror.address("/maven2"));
  }

  private Installer installer(Patience patience, FrameworkPackage... known) throws IOException {
    return installer(patience, repository(), Long.MAX_VALUE, known);
  }

  private Installer installer(
      Patience patience, URI repository, long freeBytes, FrameworkPackage... known)
      throws IOException {
    return new Installer(
        home,
        List.of(known),
        repository,
        folder.resolve("m2"),
        new Downloader(Authorities.of(TlsFiles.file("authority.crt")), patience),
        new JarUnpacker(),
        _ -> freeBytes);
  }

  @Test
  void addedFrameworkHasWhatLiesBelowThePrefixAndNothingElse() throws IOException {
    List<String> steps = new ArrayList<>();
    assertTrue(installer.add("fw", (step, done, total) -> steps.add(step + " " + done / total)));
    Path directory = FrameworkDirectory.require(home, TestFramework.of(jar));
    assertEquals(home.resolve("fw-1.0"), directory);
    assertEquals(List.of(".complete", "libfw.so.1", "more/table.bin"), files(directory));
    String content = Files.readString(directory.resolve("libfw.so.1"), StandardCharsets.ISO_8859_1);
    assertTrue(content.startsWith("native/linux/libfw.so.1"));
    assertEquals("unpacking 1", steps.getLast());
    assertEquals(List.of(JAR), mirror.requests());
    assertEquals(List.of(".lock", "fw-1.0"), names());
    assertEquals(
        "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)));
    FrameworkStatus status = installer.status("fw");
    assertEquals(
        new FrameworkStatus("fw", "1.0", "Apache-2.0", jar.length, true, directory.toString()),
        status);
  }

  @Test
  void aJarOfWhichNothingIsTakenOutIsKeptItself() throws IOException {
    FrameworkPackage.Artifact whole = TestFramework.of(jar).artifacts().getFirst();
    FrameworkPackage framework =
        new TestFramework(
            "fw",
            "1.0",
            List.of(
                new FrameworkPackage.Artifact(whole.path(), whole.bytes(), whole.sha256(), "")));
    try (Installer keeping = installer(PATIENCE, framework)) {
      assertTrue(keeping.add("fw", Progress.NONE));
      Path directory = FrameworkDirectory.require(home, framework);
      assertEquals(List.of(".complete", "fw-1.0-linux-x86_64.jar"), files(directory));
      assertArrayEquals(jar, Files.readAllBytes(directory.resolve("fw-1.0-linux-x86_64.jar")));
    }
  }

  @Test
  void secondAddFetchesNothing() throws IOException {
    assertTrue(installer.add("fw", Progress.NONE));
    assertFalse(installer.add("fw", Progress.NONE));
    assertEquals(1, mirror.requests().size());
  }

  @Test
  void jarOfTheLocalRepositoryIsUsedIfItIsTheSame() throws IOException {
    Path local = folder.resolve("m2").resolve(TestFramework.PATH);
    Files.createDirectories(local.getParent());
    byte[] other = jar.clone();
    other[other.length / 2] ^= 1;
    Files.write(local, other);
    assertTrue(installer.add("fw", Progress.NONE));
    assertEquals(1, mirror.requests().size(), "another jar of the same size");
    assertTrue(installer.remove("fw"));
    Files.write(local, jar);
    assertTrue(installer.add("fw", Progress.NONE));
    assertEquals(1, mirror.requests().size());
    assertArrayEquals(jar, Files.readAllBytes(local), "and left as it was");
  }

  @Test
  void addsAtOnceFetchOnce() throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<Boolean>> adds = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        adds.add(threads.submit(() -> installer.add("fw", Progress.NONE)));
      }
      int added = 0;
      for (Future<Boolean> add : adds) {
        added += add.get(60, TimeUnit.SECONDS) ? 1 : 0;
      }
      assertEquals(1, added);
    }
    assertEquals(1, mirror.requests().size());
    assertTrue(installer.status("fw").installed());
  }

  @Test
  void whatKilledProcessesLeftIsReplaced() throws IOException {
    Files.createDirectories(home.resolve(".adding-123/content"));
    Files.writeString(home.resolve(".adding-123/content/libfw.so.1"), "half");
    Files.createDirectories(home.resolve("fw-1.0"));
    Files.writeString(home.resolve("fw-1.0/libfw.so.1"), "half");
    assertFalse(installer.status("fw").installed());
    assertTrue(installer.add("fw", Progress.NONE));
    assertEquals(List.of(".lock", "fw-1.0"), names());
    assertEquals(
        List.of(".complete", "libfw.so.1", "more/table.bin"), files(home.resolve("fw-1.0")));
  }

  @Test
  void removeTakesEveryVersionAndNoOtherFramework() throws IOException {
    installer.add("fw", Progress.NONE);
    Files.createDirectories(home.resolve("fw-0.9/sub"));
    Files.createDirectories(home.resolve("fw-lite-2.0"));
    assertTrue(installer.remove("fw"));
    assertFalse(installer.remove("fw"));
    assertEquals(List.of(".lock", "fw-lite-2.0"), names());
    UnsupportedException failure =
        assertThrows(
            UnsupportedException.class,
            () -> FrameworkDirectory.require(home, TestFramework.of(jar)));
    assertEquals(
        "needs fw 1.0, which is not installed: vaccel backend add fw", failure.getMessage());
  }

  @Test
  void unknownNameListsTheKnown() {
    assertFails(ErrorCode.NO_BACKEND, () -> installer.add("fx", Progress.NONE), "'fx'", "fw");
    assertFails(ErrorCode.NO_BACKEND, () -> installer.add("../fw", Progress.NONE), "fw");
    assertFails(ErrorCode.NO_BACKEND, () -> installer.remove(""), "fw");
  }

  @Test
  void platformWithoutArtifactsIsNamed() throws Exception {
    try (Installer none = installer(PATIENCE, new TestFramework("fw", "1.0", List.of()))) {
      assertEquals(-1, none.status("fw").downloadBytes());
      assertFails(
          ErrorCode.NO_BACKEND,
          () -> none.add("fw", Progress.NONE),
          "there is no fw 1.0 for " + FrameworkPackage.platform());
    }
  }

  @Test
  void wrongBytesAreRefusedWithBothHashes() throws IOException {
    byte[] other = jar.clone();
    other[1000] ^= 1;
    mirror.serve(JAR, other);
    String actual = Sha256.of(other).hex();
    String expected = Sha256.of(jar).hex();
    assertFails(ErrorCode.CORRUPT, this::add, actual, expected, TestFramework.PATH);
    mirror.serve(JAR, new byte[jar.length + 1]);
    assertFails(ErrorCode.CORRUPT, this::add, "more than " + jar.length);
    mirror.serve(JAR, new byte[jar.length - 1]);
    assertFails(
        ErrorCode.CORRUPT, this::add, "has " + (jar.length - 1) + " bytes", "" + jar.length);
    assertEquals(List.of(".lock"), names());
  }

  @Test
  void serverWithoutTheFileOrWithAnEarlyEndIsUnreachable() throws IOException {
    mirror.answer(JAR, 404);
    assertFails(ErrorCode.UNREACHABLE, this::add, TestFramework.PATH, "404");
    mirror.announce(JAR, jar.length, Arrays.copyOf(jar, jar.length / 2));
    assertFails(ErrorCode.UNREACHABLE, this::add, "cannot fetch");
    assertEquals(List.of(".lock"), names());
  }

  @Test
  void serverThatSaysNoMoreIsGivenUp() throws IOException {
    mirror.stall(JAR, jar.length, Arrays.copyOf(jar, 1000));
    Patience little = new Patience(Duration.ofSeconds(10), Duration.ofSeconds(1));
    try (Installer hasty = installer(little, TestFramework.of(jar))) {
      assertFails(
          ErrorCode.UNREACHABLE, () -> hasty.add("fw", Progress.NONE), "nothing came for 1 s");
    }
    assertEquals(List.of(".lock"), names());
  }

  @Test
  void closedInstallerEndsItsDownloadAndLeavesNothing() throws Exception {
    mirror.stall(JAR, jar.length, Arrays.copyOf(jar, 1000));
    CountDownLatch begun = new CountDownLatch(1);
    try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
      Future<Boolean> add =
          thread.submit(() -> installer.add("fw", (_, _, _) -> begun.countDown()));
      assertTrue(begun.await(30, TimeUnit.SECONDS));
      installer.close();
      assertEquals(List.of(".lock"), names(), "it is waited for");
      ExecutionException failure =
          assertThrows(ExecutionException.class, () -> add.get(30, TimeUnit.SECONDS));
      assertInstanceOf(IOException.class, failure.getCause());
    }
    assertEquals(List.of(".lock"), names());
  }

  @Test
  void interruptedAddLeavesNothing() throws IOException {
    mirror.stall(JAR, jar.length, Arrays.copyOf(jar, 1000));
    assertThrows(
        IOException.class,
        () -> installer.add("fw", (_, _, _) -> Thread.currentThread().interrupt()));
    assertTrue(Thread.interrupted());
    assertEquals(List.of(".lock"), names());
  }

  @Test
  void nobodyAtTheAddressIsUnreachable() throws Exception {
    URI dead = repository();
    mirror.close();
    try (Installer lost = installer(PATIENCE, dead, Long.MAX_VALUE, TestFramework.of(jar))) {
      assertFails(
          ErrorCode.UNREACHABLE, () -> lost.add("fw", Progress.NONE), "cannot fetch " + dead);
    }
  }

  @Test
  void serverThatNobodyVouchesForIsNotAsked() throws Exception {
    try (Installer strict =
        new Installer(
            home,
            List.of(TestFramework.of(jar)),
            repository(),
            folder,
            new Downloader(Authorities.jdk(), PATIENCE),
            new JarUnpacker(),
            _ -> Long.MAX_VALUE)) {
      assertFails(ErrorCode.TLS_FAILED, () -> strict.add("fw", Progress.NONE), "cert");
    }
    assertEquals(List.of(), mirror.requests());
  }

  @Test
  void redirectionIsFollowedToHttpsAndNoFurther() throws IOException {
    mirror.serve("/other/file", jar);
    mirror.redirect(JAR, "/other/file");
    assertTrue(installer.add("fw", Progress.NONE));
    installer.remove("fw");
    mirror.redirect(JAR, "http://localhost:1/plain");
    assertFails(ErrorCode.UNREACHABLE, this::add, "http://localhost:1/plain");
    assertEquals(List.of(".lock"), names());
  }

  @Test
  void addressesWithoutTlsAreRefused() {
    for (String address :
        List.of("http://127.0.0.1/x", "ftp://a/b", "central", "https:///x", "%", "https://u:p@a")) {
      assertFails(ErrorCode.INVALID_CONFIG, () -> MavenRepository.address(address), "https://");
    }
    assertEquals(URI.create("https://a/b"), MavenRepository.address("https://a/b/"));
  }

  @Test
  void diskWithoutRoomIsNamedBeforeAnythingIsFetched() throws Exception {
    try (Installer full =
        installer(PATIENCE, repository(), jar.length - 1, TestFramework.of(jar))) {
      assertFails(
          ErrorCode.STORE_FULL,
          () -> full.add("fw", Progress.NONE),
          home.toString(),
          jar.length + " bytes");
    }
    assertEquals(List.of(), mirror.requests());
    try (Installer small = installer(PATIENCE, repository(), jar.length, TestFramework.of(jar))) {
      assertTrue(small.add("fw", Progress.NONE), "random bytes do not grow");
    }
  }

  private void add() throws IOException {
    installer.add("fw", Progress.NONE);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> entries = Files.list(home)) {
      return entries.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  private static List<String> files(Path directory) throws IOException {
    try (Stream<Path> tree = Files.walk(directory)) {
      return tree.filter(Files::isRegularFile)
          .map(path -> directory.relativize(path).toString())
          .sorted()
          .toList();
    }
  }

  static void assertFails(ErrorCode code, Executable action, String... parts) {
    VaccelException failure = assertThrows(VaccelException.class, action);
    assertEquals(code, failure.code(), failure.getMessage());
    for (String part : parts) {
      assertTrue(
          failure.getMessage().contains(part), () -> part + " not in: " + failure.getMessage());
    }
  }
}
