package dev.vaccel.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.TransportException;
import dev.vaccel.runtime.Transports;
import dev.vaccel.testing.CapturedLog;
import dev.vaccel.testing.Deadline;
import dev.vaccel.wire.spi.Address;
import dev.vaccel.wire.spi.Link;
import dev.vaccel.wire.spi.LinkOptions;
import dev.vaccel.wire.spi.Listener;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A listener that fails for a while, as one does without descriptors, is not given up. */
class AcceptTest {
  /** Fails so often before each link that it accepts. */
  private static final class Failing implements Listener {
    private final Listener listener = Transports.listen(TestAgent.address(), LinkOptions.DEFAULT);
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicInteger tries = new AtomicInteger();
    private final List<RuntimeException> kinds;

    Failing(RuntimeException... kinds) {
      this.kinds = List.of(kinds);
    }

    @Override
    public Address address() {
      return listener.address();
    }

    @Override
    public Link accept() {
      tries.incrementAndGet();
      int next = failures.getAndIncrement();
      if (next < kinds.size()) {
        throw kinds.get(next);
      }
      return listener.accept();
    }

    @Override
    public void close() {
      listener.close();
    }
  }

  @Test
  void goesOnAndSaysSoOnce() {
    Failing listener =
        new Failing(
            new TransportException(ErrorCode.UNREACHABLE, "EMFILE"),
            new TransportException(ErrorCode.UNREACHABLE, "EMFILE"),
            new IllegalStateException("a defect"));
    try (CapturedLog log = new CapturedLog(Agent.class);
        TestAgent agent = new TestAgent()) {
      agent.agent.accept(List.of(listener));
      try (Guest guest = Guest.dial(listener.address()).greet()) {
        guest.open(1);
        TestAgent.serves(guest, 2);
      }
      assertEquals(1, log.lines("cannot accept").size());
      assertTrue(listener.tries.get() <= 5, "it spins");
      agent.servesAnother();
      agent.agent.close();
      listener.close();
    }
    Deadline.await("its thread ends", () -> isGone(listener.address()));
  }

  private static boolean isGone(Address address) {
    return Thread.getAllStackTraces().keySet().stream()
        .noneMatch(t -> t.getName().equals("vaccel-accept " + address));
  }
}
