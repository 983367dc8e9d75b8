package dev.vaccel.cli;

import dev.vaccel.api.BlasApi;
import dev.vaccel.api.ImageApi;
import dev.vaccel.api.NoopApi;
import dev.vaccel.api.ResourceId;
import dev.vaccel.api.Session;
import dev.vaccel.api.Transpose;
import dev.vaccel.api.crypto.CipherAlgorithm;
import dev.vaccel.api.crypto.CryptoApi;
import dev.vaccel.api.crypto.KeyHandle;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What the callers of a load call. Arguments belong to callers, not to tenants: thousands of
 * tenants with matrices of their own would measure the memory of this process.
 *
 * @param op the operation
 * @param size bytes of an echo, rows of a matrix; else 0
 * @param model what it runs; null: nothing
 * @param image encoded picture for classify
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares or changes it.
record LoadCalls(BenchOp op, long size, @Nullable BenchModel model, byte[] image) {
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
      case AES -> aes(sessions, callers, arena);
      case CLASSIFY -> classify(sessions, prepared);
      case INFER -> infer(sessions, arena, prepared);
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

  /** With a key of each tenant. */
  private LoadCall aes(List<Session> sessions, int callers, Arena arena) {
    CryptoApi[] apis = sessions.stream().map(s -> s.api(CryptoApi.class)).toArray(CryptoApi[]::new);
    CipherAlgorithm algorithm = CipherAlgorithm.AES_256_CBC;
    byte[] bytes = new byte[algorithm.keyBytes()];
    new Random(SEED).nextBytes(bytes);
    MemorySegment key = arena.allocate(bytes.length).copyFrom(MemorySegment.ofArray(bytes));
    KeyHandle[] keys =
        Arrays.stream(apis).map(api -> api.importKey(algorithm, key)).toArray(KeyHandle[]::new);
    MemorySegment iv = arena.allocate(algorithm.mode().ivBytes());
    MemorySegment[] data = memory(callers, size, arena);
    MemorySegment[] output = memory(callers, size, arena);
    return (tenant, i) -> apis[tenant].encrypt(keys[tenant], iv, data[i], output[i]);
  }

  private LoadCall classify(List<Session> sessions, IntConsumer prepared) {
    BenchModel wanted = wanted();
    ImageApi[] apis = new ImageApi[sessions.size()];
    ResourceId[] models = new ResourceId[sessions.size()];
    for (int i = 0; i < apis.length; i++) {
      models[i] = wanted.register(sessions.get(i));
      apis[i] = sessions.get(i).api(ImageApi.class);
      prepared.accept(i + 1);
    }
    MemorySegment encoded = MemorySegment.ofArray(image);
    return (tenant, _) -> apis[tenant].classify(models[tenant], encoded, 1);
  }

  private LoadCall infer(List<Session> sessions, Arena arena, IntConsumer prepared) {
    List<Runnable> steps = new ArrayList<>();
    Map<Long, MemorySegment> zeros = new HashMap<>();
    for (Session session : sessions) {
      steps.add(wanted().step(session, n -> zeros.computeIfAbsent(n, _ -> arena.allocate(n, 64))));
      prepared.accept(steps.size());
    }
    return (tenant, _) -> steps.get(tenant).run();
  }

  private BenchModel wanted() {
    return Objects.requireNonNull(model, op::lowerName);
  }

  private static MemorySegment[] memory(int callers, long bytes, Arena arena) {
    return IntStream.range(0, callers)
        .mapToObj(_ -> arena.allocate(bytes, 64))
        .toArray(MemorySegment[]::new);
  }
}
