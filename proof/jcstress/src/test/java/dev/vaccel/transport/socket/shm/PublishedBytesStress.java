package dev.vaccel.transport.socket.shm;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.lang.foreign.MemorySegment;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * What the tail says is there is there whole: the writer's bytes before its tail (setRelease), the
 * reader's tail before its bytes (getAcquire). Parts read, then what is in the first and the
 * second.
 */
@JCStressTest
@State
@Outcome(id = "0, 0, 0", expect = ACCEPTABLE, desc = "nothing yet")
@Outcome(id = "1, 1, 0", expect = ACCEPTABLE, desc = "the first")
@Outcome(id = "2, 1, 2", expect = ACCEPTABLE, desc = "both")
@Outcome(expect = FORBIDDEN, desc = "bytes from before they were written")
public class PublishedBytesStress {
  private final StressRing ring = StressRing.of(2);
  private final MemorySegment first = StressRing.part(1);
  private final MemorySegment second = StressRing.part(2);
  private final MemorySegment found = StressRing.memory(2);

  /** Writes two parts. */
  @Actor
  public void writer() {
    boolean _ = ring.write(first);
    boolean _ = ring.write(second);
  }

  /** Reads once. */
  @Actor
  public void reader(III_Result result) {
    result.r1 = ring.read(found);
    result.r2 = StressRing.value(found, 0);
    result.r3 = StressRing.value(found, 1);
  }
}
