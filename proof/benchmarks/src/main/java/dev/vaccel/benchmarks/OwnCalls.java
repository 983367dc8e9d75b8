package dev.vaccel.benchmarks;

import dev.vaccel.api.ImageApi;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Session;
import dev.vaccel.runtime.Vaccel;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Calls that an agent's process makes itself: the same machine code as those of its guests, without
 * the way there. Confined to one thread.
 */
final class OwnCalls implements AutoCloseable {
  private final Arena arena = Arena.ofConfined();
  // Opened by the first call: other benchmarks weigh the agent.
  private @Nullable Session session;

  private Session session() {
    if (session == null) {
      session = Vaccel.local();
    }
    return session;
  }

  /** Times classifications one after the other. */
  Samples classify(Path model, Path image, int calls) throws IOException {
    ResourceId id = session().register(model);
    ImageApi api = session().api(ImageApi.class);
    MemorySegment picture = arena.allocateFrom(ValueLayout.JAVA_BYTE, Files.readAllBytes(image));
    Samples samples = new Samples(calls);
    for (int i = 0; i < calls; i++) {
      long startNs = System.nanoTime();
      api.classify(id, picture, 5);
      samples.add(System.nanoTime() - startNs);
    }
    return samples;
  }

  @Override
  public void close() {
    if (session != null) {
      session.close();
    }
    arena.close();
  }
}
