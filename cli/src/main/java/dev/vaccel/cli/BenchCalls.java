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
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;

/**
 * Makes the calls of a benchmark in a session, here or in an agent: the same object for both.
 *
 * @param image encoded picture for classify
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares or changes it.
record BenchCalls(byte[] image) {
  private static final long SEED = 42;

  /** A step that calls through a session, with arguments and results in memory of the session. */
  BenchStep step(BenchCase benchCase, Session session) {
    return switch (benchCase.op()) {
      case NOOP -> session.api(NoopApi.class)::noop;
      case ECHO -> echo(session, benchCase.size());
      case SGEMM -> sgemm(session, (int) benchCase.size());
      case DGEMM -> dgemm(session, (int) benchCase.size());
      case AES -> aes(session, benchCase.size());
      case CLASSIFY -> classify(session, model(benchCase));
      case INFER -> model(benchCase).step(session, session::allocate)::run;
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

  /** Encrypts with a key of the session, IV and all. */
  private static BenchStep aes(Session session, long bytes) {
    CryptoApi api = session.api(CryptoApi.class);
    CipherAlgorithm algorithm = CipherAlgorithm.AES_256_CBC;
    KeyHandle key = api.importKey(algorithm, random(session, algorithm.keyBytes()));
    MemorySegment iv = random(session, algorithm.mode().ivBytes());
    MemorySegment data = random(session, bytes);
    MemorySegment output = session.allocate(bytes);
    return () -> api.encrypt(key, iv, data, output);
  }

  private static MemorySegment random(Session session, long bytes) {
    byte[] values = new byte[Math.toIntExact(bytes)];
    new Random(SEED).nextBytes(values);
    MemorySegment memory = session.allocate(bytes);
    memory.copyFrom(MemorySegment.ofArray(values));
    return memory;
  }

  private static BenchModel model(BenchCase benchCase) {
    BenchModel model = benchCase.model();
    if (model == null) {
      throw new IllegalArgumentException(benchCase + " has no model");
    }
    return model;
  }

  private BenchStep classify(Session session, BenchModel model) {
    ResourceId id = model.register(session);
    ImageApi api = session.api(ImageApi.class);
    MemorySegment encoded = MemorySegment.ofArray(image);
    api.classify(id, encoded, 1);
    return () -> api.classify(id, encoded, 1);
  }
}
