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

/**
 * A reader that goes to sleep while something is written: the writer publishes and then looks at
 * the word, the reader stores the word and then looks at the tail, each with a full fence between
 * its store and its load. Whether the reader found nothing, and whether it would sleep on.
 */
@JCStressTest
@State
@Outcome(id = "false, false", expect = ACCEPTABLE, desc = "it saw the bytes, and is woken for them")
@Outcome(id = "false, true", expect = ACCEPTABLE, desc = "it saw the bytes")
@Outcome(id = "true, false", expect = ACCEPTABLE, desc = "it saw none, and is woken")
@Outcome(id = "true, true", expect = FORBIDDEN, desc = "a wake-up is lost")
public class ReaderWakeUpStress {
  private final StressRing ring = StressRing.withSleepers();
  private final Doorbell bell = ring.bell(RingLayout.READER_SLEEPS);
  private final MemorySegment part = StressRing.part(1);

  /** Writes and rings. */
  @Actor
  public void writer() {
    boolean _ = ring.write(part);
    bell.ring();
  }

  /** Goes to sleep. */
  @Actor
  public void reader(ZZ_Result result) {
    result.r1 = !bell.lookAsSleeper(ring::isReadable);
  }

  /** Afterwards. */
  @Arbiter
  public void sleepsOn(ZZ_Result result) {
    result.r2 = ring.sleeps(RingLayout.READER_SLEEPS);
  }
}
