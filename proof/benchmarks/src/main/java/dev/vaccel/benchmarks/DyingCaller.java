package dev.vaccel.benchmarks;

import dev.vaccel.api.NoopApi;
import dev.vaccel.api.Session;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A caller that is killed: {@code DyingCaller ADDRESS}. Prints a line when it moves bytes, and does
 * that without end, from memory of its session and from other memory.
 */
final class DyingCaller {
  private static final int BYTES = 1 << 20;

  private DyingCaller() {}

  @SuppressWarnings("InfiniteLoopStatement") // It is killed.
  public static void main(String[] arguments) {
    Session session = Carriers.connect(arguments[0]);
    NoopApi noop = session.api(NoopApi.class);
    MemorySegment shared = session.allocate(BYTES);
    MemorySegment plain = Arena.global().allocate(BYTES);
    noop.echo(shared, plain);
    System.out.println("calling");
    while (true) {
      noop.echo(shared, shared);
      noop.echo(plain, plain);
    }
  }
}
