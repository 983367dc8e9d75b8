package dev.vaccel.agent;

import dev.vaccel.wire.spi.Address;
import java.time.Duration;
import java.util.List;

/** A running agent. Thread-safe. */
public final class Agent implements AutoCloseable {
  private Agent() {}

  /**
   * Starts an agent; when it returns, clients can connect.
   *
   * @throws dev.vaccel.api.ConfigException if a setting or address cannot be used; nothing is left
   *     behind then
   */
  public static Agent start(AgentOptions options) {
    throw new IllegalStateException(options.toString());
  }

  /** Where it listens, with the ports that the system chose. */
  public List<Address> addresses() {
    return List.of();
  }

  /** Its counters. */
  public AgentStatus status() {
    return new AgentStatus(0, 0, 0, 0, 0, 0, 0);
  }

  /**
   * Stops accepting, tells clients, lets outstanding calls end, then closes.
   *
   * @param limit longest time for outstanding calls
   * @return whether all of them ended
   */
  public boolean drain(Duration limit) {
    close();
    return limit.isZero();
  }

  /** Stops at once: connections end, sessions are freed, sockets' files removed. Idempotent. */
  @Override
  public void close() {}
}
