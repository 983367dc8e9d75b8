package dev.vaccel.benchmarks;

import dev.vaccel.api.NoopApi;
import dev.vaccel.api.Session;
import dev.vaccel.runtime.Vaccel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
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
 * Calls of an agent in another process over a unix socket. With the gc profiler: promise, at most
 * 200 bytes of heap for each noop in the client.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 3, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class RemoteNoopBenchmark {
  private static final int SMALL_BYTES = 64;

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment in = arena.allocate(SMALL_BYTES, 64);
  private final MemorySegment out = arena.allocate(SMALL_BYTES, 64);
  private final Path directory;
  private final ChildProcess agent;
  private final Session session;
  private final NoopApi noop;

  /** Starts the agent. */
  public RemoteNoopBenchmark() {
    try {
      directory = Files.createTempDirectory("vaccel-bench-");
      agent = AgentMain.start(RoundTrip.address("unix", directory), "noop");
    } catch (IOException e) {
      // JMH's generated subclass cannot declare it.
      throw new UncheckedIOException(e);
    }
    session = Vaccel.connect(agent.firstLine);
    noop = session.api(NoopApi.class);
  }

  /** The answer must be right before it may be fast. */
  @Setup
  public void check() {
    in.fill((byte) 7);
    noop.echo(in, out);
    if (in.mismatch(out) != -1) {
      throw new IllegalStateException("echo returned other bytes");
    }
  }

  /** Stops the agent. */
  @TearDown
  public void close() throws IOException {
    session.close();
    agent.close();
    Files.delete(directory);
    arena.close();
  }

  /** The path alone. */
  @Benchmark
  public void noop() {
    noop.noop();
  }

  /** The path with a little memory in each direction. */
  @Benchmark
  public void echo() {
    noop.echo(in, out);
  }
}
