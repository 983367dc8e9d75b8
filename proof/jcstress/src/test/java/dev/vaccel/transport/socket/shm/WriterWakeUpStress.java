package dev.vaccel.transport.socket.shm;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.lang.foreign.MemorySegment;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** As {@link ReaderWakeUpStress}: a writer that goes to sleep at a full ring while it is read. */
@JCStressTest
@State
@Outcome(id = "false, false", expect = ACCEPTABLE, desc = "it saw the room, and is woken for it")
@Outcome(id = "false, true", expect = ACCEPTABLE, desc = "it saw the room")
@Outcome(id = "true, false", expect = ACCEPTABLE, desc = "it saw none, and is woken")
@Outcome(id = "true, true", expect = FORBIDDEN, desc = "a wake-up is lost")
public class WriterWakeUpStress {
  private final StressRing ring = StressRing.withSleepers();
  private final Doorbell bell = ring.bell(RingLayout.WRITER_SLEEPS);
  private final MemorySegment found = StressRing.memory(1);

  /** Starts with a ring that is full. */
  public WriterWakeUpStress() {
    boolean _ = ring.write(StressRing.part(1));
  }

  /** Reads, which rings. */
  @Actor
  public void reader() {
    int _ = ring.read(found);
  }

  /** Goes to sleep. */
  @Actor
  public void writer(ZZ_Result result) {
    result.r1 = !bell.lookAsSleeper(ring::isWritable);
  }

  /** Afterwards. */
  @Arbiter
  public void sleepsOn(ZZ_Result result) {
    result.r2 = ring.sleeps(RingLayout.WRITER_SLEEPS);
  }
}
