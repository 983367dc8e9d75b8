package dev.vaccel.testing;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** What the heap gave out, for tests of paths that allocate nothing. */
public final class Allocation {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Allocation() {}

  /** Bytes of heap that the calling thread has taken since it started. */
  public static long bytesOfThisThread() {
    return THREADS.getCurrentThreadAllocatedBytes();
  }
}
