package dev.vaccel.agent;

import dev.vaccel.api.spi.BackendProvider;
import dev.vaccel.runtime.LocalRuntime;
import dev.vaccel.testing.Deadline;
import dev.vaccel.wire.spi.Address;
import dev.vaccel.wire.spi.LinkOptions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Assertions;

/** An agent of this process on a unix socket, with one back end that a test controls. */
final class TestAgent implements AutoCloseable {
  /** Small enough to be reached, large enough for what tests send. */
  static final Limits LIMITS = limits(16, 1 << 20, 8 << 20);

  private static final AtomicInteger LAST = new AtomicInteger();

  final GatedBackend backend = new GatedBackend();
  final Agent agent;

  /** An agent with other options than those of {@link #options}. */
  TestAgent(UnaryOperator<AgentOptions> change) {
    this.agent = Agent.start(change.apply(options(address())), runtime(backend));
  }

  TestAgent() {
    this(o -> o);
  }

  /** Where nobody listens yet. */
  static Address address() {
    return Address.parse(
        "unix:@vaccel-agent-" + ProcessHandle.current().pid() + "-" + LAST.incrementAndGet());
  }

  static AgentOptions options(Address address) {
    return AgentOptions.at(address).withLimits(LIMITS);
  }

  static LocalRuntime runtime(BackendProvider backend) {
    return LocalRuntime.open(List.of(backend), Set.of(), Map.of());
  }

  /** Limits of calls and bytes; a hundred connections and sessions, four computing calls. */
  static Limits limits(int callsPerConnection, long bytesPerConnection, long bytes) {
    return new Limits(
        100, 200, 100, callsPerConnection, bytesPerConnection, bytes, 64 << 20, 32 << 20, 4);
  }

  Address listensAt() {
    return agent.addresses().getFirst();
  }

  /** Two tenants: the user of the unix socket and the host of the tcp one. */
  static TestAgent withTwoTenants(Limits limits) {
    return withTwoTenants(limits, TimeLimits.DEFAULT);
  }

  static TestAgent withTwoTenants(Limits limits, TimeLimits times) {
    return new TestAgent(
        o ->
            o.withListen(
                    List.of(
                        o.listen().getFirst(),
                        new AgentOptions.Listen(
                            Address.parse("tcp://127.0.0.1:0"), LinkOptions.DEFAULT)))
                .withLimits(limits)
                .withTimes(times));
  }

  /** A guest of the second tenant that nobody has greeted. */
  Guest otherTenant() {
    return Guest.dial(agent.addresses().get(1));
  }

  /** A guest that nobody has greeted. */
  Guest dial() {
    return Guest.dial(listensAt());
  }

  /** A guest after the handshake. */
  Guest greeted() {
    return dial().greet();
  }

  /** A guest whose session 1 is open. */
  Guest guest() {
    Guest guest = greeted();
    guest.open(1);
    return guest;
  }

  /** Waits until the agent holds nothing of calls. */
  void awaitNoCalls() {
    Deadline.await(
        "no call is outstanding and no byte held",
        () -> agent.outstanding() == 0 && agent.status().bulkBytes() == 0);
  }

  /** Waits until the agent holds nothing of any guest. */
  void awaitNothing() {
    Deadline.await(
        "nothing is held",
        () ->
            agent.status().connections() == 0
                && agent.status().sessions() == 0
                && backend.openSessions.get() == 0
                && agent.outstanding() == 0
                && agent.status().bulkBytes() == 0);
  }

  /** A guest whose session 1 is open is served. */
  static void serves(Guest guest, int sequence) {
    guest.sendNoop(sequence, 1);
    Assertions.assertEquals("REPLY", guest.outcome(sequence));
  }

  /** Another guest comes, is served, and goes; then the agent holds nothing. */
  void servesAnother() {
    try (Guest other = guest()) {
      byte[] data = new byte[100_000];
      data[77_777] = 7;
      Assertions.assertArrayEquals(data, other.echo(2, 1, data));
    }
    awaitNothing();
  }

  @Override
  public void close() {
    // Whatever a failed test left waiting.
    backend.release(10_000);
    agent.close();
  }
}
