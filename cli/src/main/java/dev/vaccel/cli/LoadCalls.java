package dev.vaccel.cli;

import dev.vaccel.api.BlasApi;
import dev.vaccel.api.ImageApi;
import dev.vaccel.api.NoopApi;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Session;
import dev.vaccel.api.Transpose;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * What the callers of a load call. Arguments belong to callers, not to tenants: thousands of
 * tenants with matrices of their own would measure the memory of this process.
 *
 * @param op the operation
 * @param size bytes of an echo, rows of a matrix; else 0
 * @param picture model and picture for classify
 */
record LoadCalls(BenchOp op, long size, BenchCalls picture) {
  private static final long SEED = 42;

  /**
   * The call, in these sessions.
   *
   * @param callers threads that will call
   * @param arena of the arguments
   * @param prepared told how many sessions are ready
   */
  LoadCall in(List<Session> sessions, int callers, Arena arena, IntConsumer prepared) {
    return switch (op) {
      case NOOP -> {
        NoopApi[] apis = sessions.stream().map(s -> s.api(NoopApi.class)).toArray(NoopApi[]::new);
        yield (tenant, _) -> apis[tenant].noop();
      }
      case ECHO -> {
        NoopApi[] apis = sessions.stream().map(s -> s.api(NoopApi.class)).toArray(NoopApi[]::new);
        MemorySegment[] input = memory(callers, size, arena);
        MemorySegment[] output = memory(callers, size, arena);
        yield (tenant, caller) -> apis[tenant].echo(input[caller], output[caller]);
      }
      case SGEMM, DGEMM -> product(sessions, callers, arena);
      case CLASSIFY -> classify(sessions, prepared);
    };
  }

  private LoadCall product(List<Session> sessions, int callers, Arena arena) {
    BlasApi[] apis = sessions.stream().map(s -> s.api(BlasApi.class)).toArray(BlasApi[]::new);
    int n = (int) size;
    boolean single = op == BenchOp.SGEMM;
    long bytes = size * size * (single ? Float.BYTES : Double.BYTES);
    MemorySegment[] a = memory(callers, bytes, arena);
    MemorySegment[] b = memory(callers, bytes, arena);
    MemorySegment[] c = memory(callers, bytes, arena);
    for (int caller = 0; caller < callers; caller++) {
      fill(a[caller], single);
      fill(b[caller], single);
    }
    Transpose none = Transpose.NONE;
    return single
        ? (tenant, i) -> apis[tenant].sgemm(none, none, n, n, n, 1, a[i], n, b[i], n, 0, c[i], n)
        : (tenant, i) -> apis[tenant].dgemm(none, none, n, n, n, 1, a[i], n, b[i], n, 0, c[i], n);
  }

  private static void fill(MemorySegment matrix, boolean single) {
    Random random = new Random(SEED);
    long elements = matrix.byteSize() / (single ? Float.BYTES : Double.BYTES);
    for (long i = 0; i < elements; i++) {
      if (single) {
        matrix.setAtIndex(ValueLayout.JAVA_FLOAT, i, random.nextFloat() - 0.5f);
      } else {
        matrix.setAtIndex(ValueLayout.JAVA_DOUBLE, i, random.nextDouble() - 0.5);
      }
    }
  }

  private LoadCall classify(List<Session> sessions, IntConsumer prepared) {
    Path model = picture.model();
    if (model == null) {
      throw Failure.usage("classify needs --model and --image");
    }
    ImageApi[] apis = new ImageApi[sessions.size()];
    ResourceId[] models = new ResourceId[sessions.size()];
    for (int i = 0; i < apis.length; i++) {
      models[i] = sessions.get(i).register(model);
      apis[i] = sessions.get(i).api(ImageApi.class);
      prepared.accept(i + 1);
    }
    NamedResources.note(models[0], model);
    MemorySegment encoded = MemorySegment.ofArray(picture.image());
    return (tenant, _) -> apis[tenant].classify(models[tenant], encoded, 1);
  }

  private static MemorySegment[] memory(int callers, long bytes, Arena arena) {
    return IntStream.range(0, callers)
        .mapToObj(_ -> arena.allocate(bytes, 64))
        .toArray(MemorySegment[]::new);
  }
}
