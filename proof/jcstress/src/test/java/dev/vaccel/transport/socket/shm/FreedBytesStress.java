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
 * A full ring: what was not read is not overwritten. The reader's bytes before its head
 * (setRelease), the writer's head before its bytes (getAcquire). What the first read found, what
 * the second did, and whether the writer found room.
 */
@JCStressTest
@State
@Outcome(id = "1, 0, 0", expect = ACCEPTABLE, desc = "written too early: refused")
@Outcome(id = "1, 0, 1", expect = ACCEPTABLE, desc = "written behind both reads")
@Outcome(id = "1, 2, 1", expect = ACCEPTABLE, desc = "written between the reads")
@Outcome(expect = FORBIDDEN, desc = "bytes were overwritten before they were read, or lost")
public class FreedBytesStress {
  private final StressRing ring = StressRing.of(1);
  private final MemorySegment second = StressRing.part(2);
  private final MemorySegment found = StressRing.memory(1);
  private final MemorySegment foundNext = StressRing.memory(1);

  /** Starts with a ring that is full. */
  public FreedBytesStress() {
    boolean _ = ring.write(StressRing.part(1));
  }

  /** Writes if there is room. */
  @Actor
  public void writer(III_Result result) {
    result.r3 = ring.write(second) ? 1 : 0;
  }

  /** Reads twice. */
  @Actor
  public void reader(III_Result result) {
    int _ = ring.read(found);
    int _ = ring.read(foundNext);
    result.r1 = StressRing.value(found, 0);
    result.r2 = StressRing.value(foundNext, 0);
  }
}
