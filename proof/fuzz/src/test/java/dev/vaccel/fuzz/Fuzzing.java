package dev.vaccel.fuzz;

import com.sun.management.ThreadMXBean;
import dev.vaccel.api.VaccelException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;

/** What all targets share: which failures are answers, and how much memory an input may cost. */
public final class Fuzzing {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final long FREE_BYTES = 1L << 20;
  private static final long BYTES_PER_INPUT_BYTE = 256;

  private Fuzzing() {}

  /** Work on one input; the same each time. */
  public interface Decoder {
    /** Does it. */
    void run();
  }

  /**
   * Runs a decoder: it may refuse, by a {@link VaccelException} with a message, and nothing else;
   * and it may take heap in proportion to its input alone.
   *
   * @param inputBytes what it may take memory for
   */
  public static void decode(long inputBytes, Decoder decoder) {
    long most = FREE_BYTES + BYTES_PER_INPUT_BYTE * inputBytes;
    // Again, before it is judged: the first time classes are loaded and instrumented.
    if (run(decoder) > most) {
      long taken = run(decoder);
      if (taken > most) {
        throw new AssertionError(taken + " bytes of heap for " + inputBytes + " bytes of input");
      }
    }
  }

  private static long run(Decoder decoder) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      decoder.run();
    } catch (VaccelException e) {
      if (e.getMessage().isBlank()) {
        throw new AssertionError("no message", e);
      }
    }
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }

  /** The bytes from {@code from} on as a transport delivers them: native, 8-byte aligned. */
  static MemorySegment nativeMemory(Arena arena, byte[] bytes, int from) {
    int length = bytes.length - from;
    MemorySegment memory = arena.allocate(Math.max(1, length), 8).asSlice(0, length);
    MemorySegment.copy(bytes, from, memory, ValueLayout.JAVA_BYTE, 0, length);
    return memory;
  }
}
