package dev.vaccel.benchmarks;

import dev.vaccel.api.BlasApi;
import dev.vaccel.api.NoopApi;
import dev.vaccel.api.Session;
import dev.vaccel.runtime.LocalRuntime;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the runtime adds to a call of a back end in the same process. Promise: at most 150 ns above
 * the direct call.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 8, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 3, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class LocalDispatchBenchmark {
  private static final int SMALL_BYTES = 64;
  private static final int N = 32;

  private final Arena arena = Arena.ofConfined();
  private final LocalRuntime runtime = LocalRuntime.open(Set.of("noop", "blas"), Map.of());
  private final Session session = runtime.openSession();
  private final NoopApi directNoop = DirectBackend.api("noop", NoopApi.class);
  private final NoopApi noop = session.api(NoopApi.class);
  private final BlasApi directBlas = DirectBackend.api("blas", BlasApi.class);
  private final BlasApi blas = session.api(BlasApi.class);
  private final MemorySegment in = arena.allocate(SMALL_BYTES, 64);
  private final MemorySegment out = arena.allocate(SMALL_BYTES, 64);
  private final Matrices matrices = Matrices.of(N, arena);

  /** For JMH. */
  public LocalDispatchBenchmark() {}

  /** The answers must be right before they may be fast. */
  @Setup
  public void check() {
    in.fill((byte) 7);
    noop.echo(in, out);
    Matrices others = matrices.copiedTo(arena);
    matrices.multiply(blas);
    others.multiply(directBlas);
    matrices.requireSame(others);
    if (in.mismatch(out) != -1) {
      throw new IllegalStateException("echo returned other bytes");
    }
  }

  /** Closes what was opened. */
  @TearDown
  public void close() {
    session.close();
    runtime.close();
    arena.close();
  }

  /** Baseline. */
  @Benchmark
  public void noopDirect() {
    directNoop.noop();
  }

  /** Through the runtime. */
  @Benchmark
  public void noopRuntime() {
    noop.noop();
  }

  /** Baseline. */
  @Benchmark
  public void echoDirect() {
    directNoop.echo(in, out);
  }

  /** Through the runtime. */
  @Benchmark
  public void echoRuntime() {
    noop.echo(in, out);
  }

  /** Baseline. */
  @Benchmark
  public void sgemm32Direct() {
    matrices.multiply(directBlas);
  }

  /** Through the runtime. */
  @Benchmark
  public void sgemm32Runtime() {
    matrices.multiply(blas);
  }
}
