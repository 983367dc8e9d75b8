package dev.vaccel.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.vaccel.api.ResourceId;
import dev.vaccel.runtime.ResourceFile;
import dev.vaccel.runtime.ResourceManifest;
import dev.vaccel.wire.BodyReader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Manifests of resources: whatever paths a guest names, they stay inside the resource. The input is
 * a body as {@code session.announce} takes it.
 */
class ManifestFuzzTest {
  private static final Path ROOT = Path.of("/store/resources/0");

  @FuzzTest
  void manifest(byte[] data) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment body = Fuzzing.nativeMemory(arena, data, 0);
      Fuzzing.decode(data.length, () -> check(body));
    }
  }

  private static void check(MemorySegment body) {
    BodyReader in = new BodyReader(true);
    in.reset(body);
    boolean directory = in.getBoolean();
    List<ResourceFile> files = new ArrayList<>();
    for (int count = in.getCount(48); count > 0; count--) {
      files.add(new ResourceFile(in.getString(), in.getLong(), in.getResource()));
    }
    ResourceManifest manifest = new ResourceManifest(directory, files);
    for (ResourceFile file : manifest.files()) {
      Path path = ROOT.resolve(file.path());
      if (!path.equals(path.normalize()) || !path.startsWith(ROOT) || path.equals(ROOT)) {
        throw new AssertionError("path '" + file.path() + "' leads to " + path);
      }
    }
    ResourceId id = manifest.id();
    if (!id.equals(new ResourceManifest(directory, files).id())) {
      throw new AssertionError("the id changes");
    }
  }
}
