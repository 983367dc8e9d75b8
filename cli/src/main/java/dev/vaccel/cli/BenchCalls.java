package dev.vaccel.cli;

import dev.vaccel.api.BlasApi;
import dev.vaccel.api.ImageApi;
import dev.vaccel.api.NoopApi;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Session;
import dev.vaccel.api.Transpose;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Makes the calls of a benchmark in a session, here or in an agent: the same object for both.
 *
 * @param model for classify; null where it is not measured
 * @param image encoded picture for classify
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares or changes it.
record BenchCalls(@Nullable Path model, byte[] image) {
  private static final long SEED = 42;

  /** A step that calls through a session, with arguments and results in memory of the session. */
  BenchStep step(BenchCase benchCase, Session session) throws IOException {
    return switch (benchCase.op()) {
      case NOOP -> session.api(NoopApi.class)::noop;
      case ECHO -> echo(session, benchCase.size());
      case SGEMM -> sgemm(session, (int) benchCase.size());
      case DGEMM -> dgemm(session, (int) benchCase.size());
      case CLASSIFY -> classify(session);
    };
  }

  private static BenchStep echo(Session session, long bytes) {
    NoopApi api = session.api(NoopApi.class);
    MemorySegment input = session.allocate(bytes);
    MemorySegment output = session.allocate(bytes);
    input.fill((byte) 0x5a);
    api.echo(input, output);
    if (input.mismatch(output) >= 0) {
      throw Failure.failed("echo of " + bytes + " bytes returned others");
    }
    return () -> api.echo(input, output);
  }

  private static BenchStep sgemm(Session session, int n) {
    BlasApi api = session.api(BlasApi.class);
    MemorySegment a = session.allocate(4L * n * n);
    MemorySegment b = session.allocate(4L * n * n);
    MemorySegment c = session.allocate(4L * n * n);
    Random random = new Random(SEED);
    for (long i = 0; i < (long) n * n; i++) {
      a.setAtIndex(ValueLayout.JAVA_FLOAT, i, random.nextFloat() - 0.5f);
      b.setAtIndex(ValueLayout.JAVA_FLOAT, i, random.nextFloat() - 0.5f);
    }
    return () -> api.sgemm(Transpose.NONE, Transpose.NONE, n, n, n, 1, a, n, b, n, 0, c, n);
  }

  private static BenchStep dgemm(Session session, int n) {
    BlasApi api = session.api(BlasApi.class);
    MemorySegment a = session.allocate(8L * n * n);
    MemorySegment b = session.allocate(8L * n * n);
    MemorySegment c = session.allocate(8L * n * n);
    Random random = new Random(SEED);
    for (long i = 0; i < (long) n * n; i++) {
      a.setAtIndex(ValueLayout.JAVA_DOUBLE, i, random.nextDouble() - 0.5);
      b.setAtIndex(ValueLayout.JAVA_DOUBLE, i, random.nextDouble() - 0.5);
    }
    return () -> api.dgemm(Transpose.NONE, Transpose.NONE, n, n, n, 1, a, n, b, n, 0, c, n);
  }

  private BenchStep classify(Session session) {
    if (model == null) {
      throw Failure.usage("classify needs --model and --image");
    }
    ResourceId id = session.register(model);
    NamedResources.note(id, model);
    ImageApi api = session.api(ImageApi.class);
    MemorySegment encoded = MemorySegment.ofArray(image);
    api.classify(id, encoded, 1);
    return () -> api.classify(id, encoded, 1);
  }
}
