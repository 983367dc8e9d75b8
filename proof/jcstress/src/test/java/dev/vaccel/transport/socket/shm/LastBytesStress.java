package dev.vaccel.transport.socket.shm;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.lang.foreign.MemorySegment;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * A peer that writes and ends: its last bytes come before its end. The flag is that of {@link
 * RingLink}, volatile, which is set behind the bytes. Bytes that one look found; -1: the end.
 */
@JCStressTest
@State
@Outcome(id = "0", expect = ACCEPTABLE, desc = "nothing yet")
@Outcome(id = "8", expect = ACCEPTABLE, desc = "the last bytes")
@Outcome(id = "-1", expect = FORBIDDEN, desc = "the end before the last bytes")
public class LastBytesStress {
  private final StressRing ring = StressRing.of(1);
  private final MemorySegment part = StressRing.part(1);
  private final MemorySegment found = StressRing.memory(1);
  private volatile boolean ended;

  /** Writes and ends. */
  @Actor
  public void peer() {
    boolean _ = ring.write(part);
    ended = true;
  }

  /** Looks once. */
  @Actor
  public void reader(I_Result result) {
    result.r1 = ring.read(found, () -> ended);
  }
}
