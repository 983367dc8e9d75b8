package dev.vaccel.agent;

import dev.vaccel.api.BackendException;
import dev.vaccel.api.BlasApi;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.NoopApi;
import dev.vaccel.api.Transpose;
import dev.vaccel.api.spi.Backend;
import dev.vaccel.api.spi.BackendProvider;
import dev.vaccel.api.spi.BackendSession;
import dev.vaccel.api.spi.BackendSettings;
import dev.vaccel.api.spi.Capability;
import dev.vaccel.api.spi.Device;
import dev.vaccel.api.spi.SessionContext;
import dev.vaccel.testing.Deadline;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A back end whose calls do what {@code alpha} of sgemm or dgemm says: nothing (and note the
 * number), wait at a gate, fail, or throw an error. Noop and echo are what they always are.
 */
final class GatedBackend implements BackendProvider, Backend {
  /** The call waits until the test opens the gate. */
  static final float HOLD = -1;

  /** The call fails as a library would. */
  static final float FAIL = -2;

  /** The call ends with an error that is no exception. */
  static final float CRASH = -3;

  /** What {@code alpha} said, in the order in which calls ran. */
  final List<Integer> ran = Collections.synchronizedList(new ArrayList<>());

  final AtomicInteger openSessions = new AtomicInteger();
  volatile boolean closed;
  private final Semaphore gate = new Semaphore(0);
  private final AtomicInteger waiting = new AtomicInteger();

  /** Lets this many held calls go on. */
  void release(int calls) {
    gate.release(calls);
  }

  void awaitHeld(int calls) {
    Deadline.await(calls + " calls wait in the back end", () -> waiting.get() == calls);
  }

  @Override
  public String name() {
    return "gated";
  }

  @Override
  public String summary() {
    return "for tests";
  }

  @Override
  public int preference() {
    return 1;
  }

  @Override
  public List<Capability> capabilities() {
    return List.of(Capability.all(NoopApi.class), Capability.all(BlasApi.class));
  }

  @Override
  public Backend open(BackendSettings settings) {
    return this;
  }

  @Override
  public String version() {
    return "1";
  }

  @Override
  public List<Device> devices() {
    return List.of(Device.CPU);
  }

  @Override
  public BackendSession openSession(SessionContext context) {
    openSessions.incrementAndGet();
    return new GatedSession();
  }

  @Override
  public void close() {
    closed = true;
  }

  private void act(double alpha) {
    if (alpha == HOLD) {
      waiting.incrementAndGet();
      gate.acquireUninterruptibly();
      waiting.decrementAndGet();
    } else if (alpha == FAIL) {
      throw new BackendException(ErrorCode.BACKEND_FAILED, 7, "as asked", null);
    } else if (alpha == CRASH) {
      throw new AssertionError("as asked");
    } else {
      ran.add((int) alpha);
    }
  }

  private final class GatedSession implements BackendSession, NoopApi, BlasApi {
    @Override
    public <T> T api(Class<T> api) {
      return api.cast(this);
    }

    @Override
    public void noop() {}

    @Override
    public void echo(MemorySegment input, MemorySegment output) {
      MemorySegment.copy(input, 0, output, 0, input.byteSize());
    }

    @Override
    public void sgemm(
        Transpose transA,
        Transpose transB,
        int m,
        int n,
        int k,
        float alpha,
        MemorySegment a,
        int lda,
        MemorySegment b,
        int ldb,
        float beta,
        MemorySegment c,
        int ldc) {
      act(alpha);
    }

    @Override
    public void dgemm(
        Transpose transA,
        Transpose transB,
        int m,
        int n,
        int k,
        double alpha,
        MemorySegment a,
        int lda,
        MemorySegment b,
        int ldb,
        double beta,
        MemorySegment c,
        int ldc) {
      act(alpha);
    }

    @Override
    public void close() {
      openSessions.decrementAndGet();
    }
  }
}
