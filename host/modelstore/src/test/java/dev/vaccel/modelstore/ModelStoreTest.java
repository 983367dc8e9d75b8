package dev.vaccel.modelstore;

import static dev.vaccel.modelstore.StoreFixture.add;
import static dev.vaccel.modelstore.StoreFixture.assertFails;
import static dev.vaccel.modelstore.StoreFixture.assertHolds;
import static dev.vaccel.modelstore.StoreFixture.bundle;
import static dev.vaccel.modelstore.StoreFixture.model;
import static dev.vaccel.modelstore.StoreFixture.names;
import static dev.vaccel.modelstore.StoreFixture.onnx;
import static dev.vaccel.modelstore.StoreFixture.zip;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.fetch.Progress;
import dev.vaccel.runtime.ContentHash;
import dev.vaccel.runtime.NamedModel;
import dev.vaccel.runtime.StoredModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelStoreTest {
  @TempDir Path folder;
  private ModelStore store;

  @BeforeEach
  void open() {
    store = new ModelStore(folder.resolve("models"));
  }

  private Optional<StoredModel> find(String name) {
    return store.find(name, _ -> true);
  }

  @Test
  void aFileIsFoundByItsName() throws IOException {
    Path file = model(folder.resolve("Net.onnx"), 'a');
    StoreEntry added =
        store.add(new Addition(file.toString(), null, null, false, null, 100), Progress.NONE);
    assertEquals("net", added.name().toString());
    Files.delete(file);
    StoredModel found = find("net").orElseThrow();
    assertArrayEquals(onnx('a'), Files.readAllBytes(found.path()));
    assertEquals(ContentHash.manifest(found.path()).id(), found.named().resource());
    assertEquals(
        new NamedModel("net", added.named().resource(), 7, "tensor", "onnx", ""), found.named());
    assertEquals(added, store.entry("net").orElseThrow());
    assertHolds(store, 1, 1);
  }

  @Test
  void onlyTheUserSeesItAndNobodyWritesToIt() throws IOException {
    add(store, model(folder.resolve("a.onnx"), 'a'), "a");
    assertEquals("rwx------", permissions(store.directory()));
    assertEquals("r--------", permissions(find("a").orElseThrow().path()));
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void aDirectoryKeepsTheNameThatItsContentHasElsewhere() throws IOException {
    Path bundle = bundle(folder.resolve("b"), "");
    StoreEntry added = add(store, bundle, "b:1");
    assertEquals(ContentHash.manifest(bundle).id(), added.manifest().id());
    assertEquals("classify", added.task());
    assertEquals("MIT", added.licence());
    assertEquals(ContentHash.manifest(bundle).id(), ContentHash.manifest(store.path(added)).id());
  }

  @Test
  void aZipIsTheBundleInIt() throws IOException {
    Path bundle = bundle(folder.resolve("b"), "");
    Map<String, byte[]> entries = new LinkedHashMap<>();
    for (String name : List.of("net.onnx", "labels.txt", "vaccel-model.json")) {
      entries.put("wrapper/" + name, Files.readAllBytes(bundle.resolve(name)));
    }
    Path zip = zip(folder.resolve("b.zip"), entries);
    StoreEntry added = add(store, zip, "b");
    assertEquals(ContentHash.manifest(bundle).id(), added.manifest().id());
    assertEquals(ContentHash.of(zip).sha256(), added.sourceSha256());
  }

  @Test
  void zipsThatLeaveTheirDirectoryOrSwellAreNotAdded() throws IOException {
    Path slip = zip(folder.resolve("slip.zip"), Map.of("../../evil.onnx", onnx('a')));
    assertFails(ErrorCode.CORRUPT, () -> add(store, slip, "slip"), "../../evil.onnx");
    Path bomb = zip(folder.resolve("bomb.zip"), Map.of("net.onnx", new byte[32 << 20]));
    assertFails(ErrorCode.CORRUPT, () -> add(store, bomb, "bomb"), "swells");
    assertHolds(store, 0, 0);
    assertFalse(Files.exists(folder.resolve("evil.onnx")));
  }

  @Test
  void whatIsNoModelIsNotAdded() throws IOException {
    Path text = Files.writeString(folder.resolve("readme.txt"), "no model");
    assertFails(ErrorCode.CORRUPT, () -> add(store, text, "text"), "readme.txt is no model");
    Path bundle =
        bundle(folder.resolve("b"), ",\"files\":{\"net.onnx\":\"" + "0".repeat(64) + "\"}");
    assertFails(ErrorCode.CORRUPT, () -> add(store, bundle, "b"), "net.onnx has SHA-256");
    Path labels = bundle(folder.resolve("c"), "");
    Files.writeString(labels.resolve("labels.txt"), "\n\n");
    assertFails(ErrorCode.CORRUPT, () -> add(store, labels, "c"), "labels.txt");
    assertFails(ErrorCode.NOT_FOUND, () -> add(store, folder.resolve("gone"), "d"), "gone");
    assertHolds(store, 0, 0);
  }

  @Test
  void linksOutOfADirectoryAreNotFollowed() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), "key");
    Path bundle = bundle(folder.resolve("b"), "");
    Files.createSymbolicLink(bundle.resolve("more.txt"), secret);
    assertFails(ErrorCode.CORRUPT, () -> add(store, bundle, "b"), "more.txt");
    Files.delete(bundle.resolve("more.txt"));
    Files.createSymbolicLink(bundle.resolve("inside.txt"), Path.of("labels.txt"));
    Path path = store.path(add(store, bundle, "b"));
    assertFalse(Files.isSymbolicLink(path.resolve("inside.txt")));
    assertEquals("cat\ndog\n", Files.readString(path.resolve("inside.txt")));
  }

  @Test
  void aFileMustBeWhatItsHashSays() throws IOException {
    Path file = model(folder.resolve("a.onnx"), 'a');
    String right = ContentHash.of(file).sha256();
    String wrong = "f".repeat(64);
    assertFails(ErrorCode.CORRUPT, () -> addHashed(file, wrong), right, wrong);
    assertFails(ErrorCode.INVALID_CONFIG, () -> addHashed(file, "abc"), "64 hexadecimal digits");
    assertEquals(right, addHashed(file, right).manifest().id().sha256());
  }

  private StoreEntry addHashed(Path file, String sha256) throws IOException {
    return store.add(new Addition(file.toString(), null, sha256, false, null, 100), Progress.NONE);
  }

  @Test
  void aFileBeyondTheLimitIsNotAdded() throws IOException {
    Path file = Files.write(folder.resolve("big.onnx"), new byte[101]);
    assertFails(ErrorCode.EXHAUSTED, () -> addHashed(file, "0".repeat(64)), "100 bytes");
    Path bundle = bundle(folder.resolve("b"), "");
    assertFails(
        ErrorCode.EXHAUSTED,
        () ->
            store.add(new Addition(bundle.toString(), null, null, false, null, 100), Progress.NONE),
        "100 bytes");
    assertHolds(store, 0, 0);
  }

  @Test
  void aNameIsNotTakenTwiceUnlessAsked() throws IOException {
    Path first = model(folder.resolve("1.onnx"), '1');
    Path second = model(folder.resolve("2.onnx"), '2');
    add(store, first, "net");
    add(store, first, "net");
    assertFails(ErrorCode.INVALID_ARGUMENT, () -> add(store, second, "net"), "'net'", "--replace");
    assertArrayEquals(onnx('1'), Files.readAllBytes(find("net").orElseThrow().path()));
    Addition replacing =
        new Addition(second.toString(), ModelName.parse("net"), null, true, null, 100);
    store.add(replacing, Progress.NONE);
    assertArrayEquals(onnx('2'), Files.readAllBytes(find("net").orElseThrow().path()));
    assertHolds(store, 1, 1);
  }

  @Test
  void contentStaysUntilItsLastNameGoes() throws IOException {
    Path file = model(folder.resolve("a.onnx"), 'a');
    add(store, file, "a");
    add(store, file, "b:2");
    assertHolds(store, 2, 1);
    assertTrue(store.remove(ModelName.parse("a")));
    assertFalse(store.remove(ModelName.parse("a")));
    assertTrue(find("b").isPresent());
    assertTrue(store.remove(ModelName.parse("b:2")));
    assertHolds(store, 0, 0);
  }

  @Test
  void theOnlyVersionNeedsNotBeSaid() throws IOException {
    add(store, model(folder.resolve("1.onnx"), '1'), "net:1");
    assertEquals("net:1", find("net").orElseThrow().named().name());
    add(store, model(folder.resolve("2.onnx"), '2'), "net:2");
    assertFails(ErrorCode.NOT_FOUND, () -> find("net"), "net:1, net:2");
    assertEquals("net:1", store.find("net", "net:1"::equals).orElseThrow().named().name());
    add(store, model(folder.resolve("0.onnx"), '0'), "net");
    assertEquals("net", find("net").orElseThrow().named().name());
    assertEquals(List.of("net", "net:1", "net:2"), names(store));
  }

  @Test
  void whatIsNotAllowedIsNotThere() throws IOException {
    add(store, model(folder.resolve("1.onnx"), '1'), "a");
    add(store, model(folder.resolve("2.onnx"), '2'), "b");
    assertEquals(Optional.empty(), store.find("a", "b"::equals));
    assertEquals(List.of("b"), store.list("b"::equals).stream().map(NamedModel::name).toList());
  }

  @Test
  void hostileNamesFindNothing() throws IOException {
    add(store, model(folder.resolve("a.onnx"), 'a'), "a");
    Files.writeString(folder.resolve("x.json"), "{}");
    for (String name : List.of("../../x", "../names/a", "a\0", "", ".", "a.json", "a/", "A")) {
      assertEquals(Optional.empty(), find(name), name);
    }
  }

  @Test
  void contentThatWasChangedIsNotServed() throws IOException {
    StoreEntry a = add(store, model(folder.resolve("a.onnx"), 'a'), "a");
    Path path = store.path(a);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
    Files.write(path, onnx('b'));
    assertFails(ErrorCode.CORRUPT, () -> find("a"), "'a'", "model.onnx was changed");
    Files.delete(path);
    assertFails(ErrorCode.CORRUPT, () -> find("a"), "model.onnx is missing");
    // Added again it is whole again.
    add(store, folder.resolve("a.onnx"), "a");
    assertArrayEquals(onnx('a'), Files.readAllBytes(find("a").orElseThrow().path()));
    assertHolds(store, 1, 1);
  }

  @Test
  void aDamagedEntryTakesNoOthersAway() throws IOException {
    add(store, model(folder.resolve("a.onnx"), 'a'), "a");
    add(store, model(folder.resolve("b.onnx"), 'b'), "b");
    Path index = store.directory().resolve("names/a.json");
    String good = Files.readString(index);
    for (String bad :
        List.of("", "[]", "{", "{}", good.replace("1", "2"), good.replace("model.onnx", "../x"))) {
      Files.writeString(index, bad);
      assertFails(ErrorCode.CORRUPT, () -> find("a"), "'a'", "remove it");
      assertTrue(find("b").isPresent());
      assertEquals(1, store.entries().size());
    }
    add(store, model(folder.resolve("c.onnx"), 'c'), "c");
    assertTrue(find("b").isPresent());
    assertTrue(store.remove(ModelName.parse("a")));
    assertHolds(store, 2, 2);
  }

  @Test
  void readingMakesNothing() throws IOException {
    assertEquals(List.of(), store.entries());
    assertEquals(Optional.empty(), find("a"));
    assertFalse(store.remove(ModelName.parse("a")));
    assertFalse(Files.exists(store.directory()));
  }

  @Test
  void theStoreMayBeReadOnly() throws IOException {
    add(store, model(folder.resolve("a.onnx"), 'a'), "a");
    for (Path each : List.of(store.directory(), store.directory().resolve("names"))) {
      Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("r-x------"));
    }
    assertTrue(find("a").isPresent());
    for (Path each : List.of(store.directory(), store.directory().resolve("names"))) {
      Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwx------"));
    }
  }
}
