package dev.vaccel.agent;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ResourceException;
import java.util.HashMap;
import java.util.Map;

/** Who holds how many connections and sessions. Thread-safe. */
final class Tenants {
  // With low limits too, whoever comes in a crowd is to hear why it is refused.
  private static final int MIN_HANDSHAKES = 64;

  private final Limits limits;
  private final ByteBudget bytes;
  private final Handshakes handshakes;
  private final Map<String, Counts> byName = new HashMap<>();
  private int connections;
  private int sessions;

  /** One tenant's share. */
  private static final class Counts {
    private final ByteBudget bytes;
    private int connections;
    private int sessions;

    private Counts(ByteBudget bytes) {
      this.bytes = bytes;
    }
  }

  /**
   * Nobody yet.
   *
   * @param bytes what all tenants may hold together
   */
  Tenants(Limits limits, ByteBudget bytes) {
    this.limits = limits;
    this.bytes = bytes;
    this.handshakes = new Handshakes(Math.max(MIN_HANDSHAKES, connectionsPerTenant()));
  }

  /** Connections that are not counted here yet. */
  Handshakes handshakes() {
    return handshakes;
  }

  /** Half of the connections are the most for one tenant: nobody can shut the others out alone. */
  private int connectionsPerTenant() {
    return Math.max(1, limits.connections() / 2);
  }

  private Counts counts(String tenant) {
    return byName.computeIfAbsent(
        tenant,
        _ ->
            new Counts(
                new ByteBudget(
                    "your connections together", Math.max(1, limits.bytes() / 2), bytes)));
  }

  /**
   * Counts a connection.
   *
   * @return what the tenant's connections may hold together, arguments and results: half of what
   *     all may, so that nobody can take so much that nothing is left for the others
   */
  synchronized ByteBudget openConnection(String tenant) {
    Counts counts = counts(tenant);
    if (connections >= limits.connections() || counts.connections >= connectionsPerTenant()) {
      int held = counts.connections;
      forget(tenant, counts);
      throw new ResourceException(
          ErrorCode.EXHAUSTED,
          "too many connections: "
              + held
              + " of yours, "
              + connections
              + " in all; the limits are "
              + connectionsPerTenant()
              + " and "
              + limits.connections());
    }
    counts.connections++;
    connections++;
    return counts.bytes;
  }

  synchronized void closeConnection(String tenant) {
    Counts counts = byName.get(tenant);
    if (counts != null) {
      counts.connections--;
      connections--;
      forget(tenant, counts);
    }
  }

  synchronized void openSession(String tenant) {
    Counts counts = counts(tenant);
    if (sessions >= limits.sessions() || counts.sessions >= limits.sessionsPerTenant()) {
      throw new ResourceException(
          ErrorCode.EXHAUSTED,
          "too many sessions: "
              + counts.sessions
              + " of yours, "
              + sessions
              + " in all; the limits are "
              + limits.sessionsPerTenant()
              + " and "
              + limits.sessions());
    }
    counts.sessions++;
    sessions++;
  }

  synchronized void closeSession(String tenant) {
    Counts counts = byName.get(tenant);
    if (counts != null) {
      counts.sessions--;
      sessions--;
      forget(tenant, counts);
    }
  }

  private void forget(String tenant, Counts counts) {
    if (counts.connections == 0 && counts.sessions == 0) {
      byName.remove(tenant);
    }
  }

  synchronized int connections() {
    return connections;
  }

  synchronized int sessions() {
    return sessions;
  }
}
