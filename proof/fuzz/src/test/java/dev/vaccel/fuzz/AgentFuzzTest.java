package dev.vaccel.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.vaccel.agent.Agent;
import dev.vaccel.agent.AgentOptions;
import dev.vaccel.agent.AgentStatus;
import dev.vaccel.agent.Limits;
import dev.vaccel.api.spi.ApiBinding;
import dev.vaccel.runtime.ApiBindings;
import dev.vaccel.wire.ApiOffer;
import dev.vaccel.wire.BodyWriter;
import dev.vaccel.wire.FrameLayout;
import dev.vaccel.wire.Hello;
import dev.vaccel.wire.spi.Address;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * A whole agent, one connection for each input: whatever arrives, the connection ends when the
 * stream does and the agent holds nothing of it any more. First byte: bit 0, whether HELLO and an
 * opened session 1 come before the input; the other bits: most bytes of one read, in units of 64.
 */
class AgentFuzzTest {
  private static final long LIMIT_NS = 20_000_000_000L;
  private static final Limits LIMITS =
      new Limits(8, 16, 8, 8, 1 << 20, 2 << 20, 1 << 20, 1 << 19, 2);
  private static final byte[] OPENING = opening();
  private static final Agent AGENT = start();

  private static Agent start() {
    Agent agent =
        Agent.start(
            AgentOptions.at(Address.parse("fuzz:agent"))
                .withBackends(Set.of("noop", "blas"))
                .withLimits(LIMITS));
    Runtime.getRuntime().addShutdownHook(new Thread(agent::close));
    return agent;
  }

  private static byte[] opening() {
    List<ApiOffer> all =
        ApiBindings.load().all().stream().map(ApiBinding::description).map(ApiOffer::of).toList();
    BodyWriter out = new BodyWriter();
    long features = FrameLayout.FEATURE_SHARED_MEMORY;
    new Hello(1, 1, features, FrameLayout.MAX_PAYLOAD, "fuzz", "", all).write(out);
    byte[] hello = out.frame(0, 0).toArray(ValueLayout.JAVA_BYTE);
    out.beginCall(64, 1, 0);
    out.putLong(0);
    MemorySegment open = out.frame(1, 1);
    byte[] both = new byte[hello.length + (int) open.byteSize()];
    System.arraycopy(hello, 0, both, 0, hello.length);
    MemorySegment.copy(open, ValueLayout.JAVA_BYTE, 0, both, hello.length, (int) open.byteSize());
    return both;
  }

  @FuzzTest
  void connection(byte[] data) {
    if (data.length == 0) {
      return;
    }
    boolean opened = (data[0] & 1) == 1;
    int start = opened ? OPENING.length : 0;
    byte[] stream = new byte[start + data.length - 1];
    System.arraycopy(OPENING, 0, stream, 0, start);
    System.arraycopy(data, 1, stream, start, data.length - 1);
    FuzzTransport.connect(new BytesLink(stream, 64 * (1 + ((data[0] & 0xff) >>> 1))));
    await();
  }

  /** Waits until the agent holds nothing. */
  private static void await() {
    long startNs = System.nanoTime();
    while (true) {
      AgentStatus status = AGENT.status();
      if (FuzzTransport.isIdle()
          && status.connections() == 0
          && status.sessions() == 0
          && status.bulkBytes() == 0) {
        return;
      }
      if (System.nanoTime() - startNs > LIMIT_NS) {
        throw new AssertionError("the agent still holds " + status);
      }
      LockSupport.parkNanos(20_000);
    }
  }
}
