package dev.vaccel.posix;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * Where a call leaves errno. Belongs to one object or call and to one thread at a time: threads
 * that share one read each other's numbers.
 */
final class CallState {
  private static final StructLayout LAYOUT = Linker.Option.captureStateLayout();
  private static final long ERRNO_OFFSET = LAYOUT.byteOffset(groupElement("errno"));

  /** What the bindings take as {@code errno}. */
  final MemorySegment segment;

  CallState(Arena arena) {
    segment = arena.allocate(LAYOUT);
  }

  /** The number of the last call; meaningful only if that call failed. */
  int errno() {
    return segment.get(JAVA_INT, ERRNO_OFFSET);
  }

  /** Whether the call that just failed was only interrupted by a signal. */
  boolean interrupted() {
    return errno() == Errno.EINTR;
  }

  /** The call that just failed as an exception. */
  SystemCallException failure(String call, Object object) {
    return new SystemCallException(call, object.toString(), errno());
  }
}
