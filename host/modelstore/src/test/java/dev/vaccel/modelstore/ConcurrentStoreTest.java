package dev.vaccel.modelstore;

import static dev.vaccel.modelstore.StoreFixture.add;
import static dev.vaccel.modelstore.StoreFixture.assertHolds;
import static dev.vaccel.modelstore.StoreFixture.model;
import static dev.vaccel.modelstore.StoreFixture.onnx;
import static dev.vaccel.modelstore.StoreFixture.part;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ResourceException;
import dev.vaccel.fetch.Progress;
import dev.vaccel.runtime.StoredModel;
import dev.vaccel.testing.Background;
import dev.vaccel.testing.Deadline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several that change a store at once, in one process and in two, and some that are killed. */
class ConcurrentStoreTest {
  private static final int THREADS = 4;
  private static final int ROUNDS = 25;

  @TempDir Path folder;

  @Test
  void readersSeeWholeModelsWhileOthersAddAndRemove() throws IOException {
    Path directory = folder.resolve("models");
    AtomicBoolean done = new AtomicBoolean();
    Background<Integer> reader =
        Background.start(
            () -> {
              int seen = 0;
              ModelStore store = new ModelStore(directory);
              while (!done.get()) {
                seen += read(store) ? 1 : 0;
              }
              return seen;
            });
    List<Background<Boolean>> writers = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      int number = i;
      writers.add(Background.start(() -> write(new ModelStore(directory), number)));
    }
    for (Background<Boolean> writer : writers) {
      assertTrue(writer.await());
    }
    done.set(true);
    assertTrue(reader.await() > 0);
    ModelStore store = new ModelStore(directory);
    assertEquals(1, part(store, "names").size());
    assertHolds(store, 1, 1);
  }

  /** Reads the model that all write; false if it is not there. */
  private static boolean read(ModelStore store) throws IOException {
    try {
      Optional<StoredModel> found = store.find("shared", _ -> true);
      if (found.isPresent()) {
        byte[] content = Files.readAllBytes(found.get().path());
        assertArrayEquals(onnx(content[4]), content);
      }
      return found.isPresent();
    } catch (NoSuchFileException _) {
      return false; // replaced between the two looks
    } catch (ResourceException e) {
      assertEquals(ErrorCode.CORRUPT, e.code());
      assertTrue(e.getMessage().contains("is missing"), e.getMessage());
      return false;
    }
  }

  private boolean write(ModelStore store, int number) throws IOException {
    Path file = model(folder.resolve(number + ".onnx"), number);
    for (int i = 0; i < ROUNDS; i++) {
      ModelName own = new ModelName("own", Integer.toString(number));
      store.add(Addition.of(file.toString(), own), Progress.NONE);
      store.add(
          new Addition(file.toString(), new ModelName("shared", ""), null, true, null, 100),
          Progress.NONE);
      assertArrayEquals(
          onnx(number),
          Files.readAllBytes(store.find(own.toString(), _ -> true).orElseThrow().path()));
      assertTrue(store.remove(own));
    }
    return true;
  }

  @Test
  void whatAKilledProcessLeftIsNeverSeenAndGoesWithTheNextAddition() throws Exception {
    Path directory = folder.resolve("models");
    ModelStore store = new ModelStore(directory);
    add(store, model(folder.resolve("a.onnx"), 'a'), "a");
    // Adds until it is killed: at any moment, then.
    Path file = model(folder.resolve("b.onnx"), 'b');
    for (int round = 0; round < 3; round++) {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path")
                      + java.io.File.pathSeparator
                      + System.getProperty("jdk.module.path", ""),
                  Adder.class.getName(),
                  directory.toString(),
                  file.toString())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("log").toFile())
              .start();
      try {
        int many = round + 2;
        Deadline.await(
            "it adds: " + Files.readString(folder.resolve("log")),
            () -> nameCount(store) >= many || !process.isAlive());
        assertTrue(process.isAlive(), () -> text(folder.resolve("log")));
      } finally {
        process.destroyForcibly();
      }
      assertTrue(process.waitFor(Deadline.LIMIT.toSeconds(), TimeUnit.SECONDS));
      for (ModelName name : store.names()) {
        StoredModel found = store.find(name.toString(), _ -> true).orElseThrow();
        assertEquals(7, Files.size(found.path()), name.toString());
      }
    }
    Path torn = Files.createDirectories(directory.resolve("incoming/add-1/content"));
    Files.write(torn.resolve("model.onnx"), onnx('x'));
    Files.createDirectories(directory.resolve("content/" + "0".repeat(64)));
    add(store, folder.resolve("a.onnx"), "again");
    assertHolds(store, store.names().size(), 2);
  }

  private static int nameCount(ModelStore store) {
    try {
      return store.names().size();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** A process that adds one file under one name after the other. */
  static final class Adder {
    private Adder() {}

    /** Arguments: store, file. */
    public static void main(String[] args) throws IOException {
      ModelStore store = new ModelStore(Path.of(args[0]));
      for (int i = 0; i < 100_000; i++) {
        add(store, Path.of(args[1]), "n" + ProcessHandle.current().pid() + ":" + i);
      }
    }
  }
}
