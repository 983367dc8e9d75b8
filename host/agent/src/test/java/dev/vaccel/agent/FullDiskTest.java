package dev.vaccel.agent;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

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
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store on a disk that is smaller than it thinks. */
class FullDiskTest {
  private static int run(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    return process.waitFor();
  }

  @Test
  void aFullDiskIsReportedAndWhatWasThereStays(@TempDir Path parent) throws Exception {
    Path disk = Files.createDirectory(parent.resolve("disk"));
    boolean mounted = false;
    try {
      mounted = run("mount", "-t", "tmpfs", "-o", "size=1m,mode=700", "none", disk.toString()) == 0;
    } catch (IOException noMount) {
      // no such command
    }
    Assumptions.assumeTrue(
        mounted, "needs the right to mount a small tmpfs (root, not in most containers)");
    try (ResourceStore store = new ResourceStore(disk, 1L << 30, 1L << 30)) {
      byte[] small = random(300_000, 1);
      send(store, small, small.length, "alice");
      byte[] large = random(2_000_000, 2);
      ResourceException failure =
          assertThrows(ResourceException.class, () -> send(store, large, 100_000, "alice"));
      assertEquals(ErrorCode.STORE_FULL, failure.code());
      assertEquals(0, store.usedBytes() % 100_000, "no part is counted by half");
      store.abandon("alice");
      assertEquals(300_000, store.usedBytes());
      assertArrayEquals(small, Files.readAllBytes(store.path(id(small))));
      byte[] next = random(500_000, 3);
      send(store, next, 100_000, "bob");
      assertArrayEquals(next, Files.readAllBytes(store.path(id(next))));
    } finally {
      run("umount", disk.toString());
    }
  }

  private static byte[] random(int length, long seed) {
    byte[] bytes = new byte[length];
    new SplittableRandom(seed).nextBytes(bytes);
    return bytes;
  }

  private static ResourceId id(byte[] content) {
    return ResourceId.of(ContentHash.sha256().digest(content));
  }

  private static void send(ResourceStore store, byte[] content, int part, Object sender) {
    ResourceManifest manifest =
        new ResourceManifest(false, List.of(new ResourceFile("f", content.length, id(content))));
    store.announce(manifest, sender);
    for (int at = 0; at < content.length; at += part) {
      store.put(
          id(content),
          at,
          MemorySegment.ofArray(content).asSlice(at, Math.min(part, content.length - at)),
          sender);
    }
    store.commit(manifest, sender);
  }
}
