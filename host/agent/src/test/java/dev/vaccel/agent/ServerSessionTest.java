package dev.vaccel.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.vaccel.wire.BufferPool;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerSessionTest {
  @TempDir private Path directory;

  @Test
  void endsThoughItsWorkerCouldNotBeStarted() {
    List<ServerCall> ran = new ArrayList<>();
    List<ServerCall> dropped = new ArrayList<>();
    List<String> closed = new ArrayList<>();
    Executor full =
        _ -> {
          throw new RejectedExecutionException("no thread");
        };
    try (ResourceStore store = new ResourceStore(directory.resolve("store"), 1 << 20, 1 << 20);
        BufferPool pool = new BufferPool(1 << 20)) {
      ServerSession session =
          new ServerSession(
              _ -> {
                throw new IllegalStateException("nobody opens it");
              },
              store,
              full,
              ran::add,
              new SharedRegions(null, new ByteBudget("test", 1, null)),
              null,
              _ -> true,
              () -> closed.add("closed"));
      ServerCall call = new ServerCall(new CallMemory(pool, new ByteBudget("test", 1, null)));
      assertThrows(RejectedExecutionException.class, () -> session.queue(call, true));
      session.abort(dropped::add);
      session.abort(dropped::add);
      assertEquals(List.of(), ran);
      assertEquals(List.of(call), dropped);
      assertEquals(List.of("closed"), closed);
    }
  }
}
