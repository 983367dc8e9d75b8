package dev.vaccel.cli;

import dev.vaccel.api.Session;
import dev.vaccel.runtime.RemoteAgent;
import dev.vaccel.runtime.RemoteOptions;
import dev.vaccel.runtime.SessionOptions;
import dev.vaccel.wire.spi.Address;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Sessions of a load, spread evenly over connections.
 *
 * @param agents one for each connection
 * @param sessions one for each tenant
 */
record LoadTenants(List<RemoteAgent> agents, List<Session> sessions) implements AutoCloseable {
  /**
   * Connects and opens sessions.
   *
   * @param opened told how many sessions are open
   */
  static LoadTenants open(
      Address address,
      RemoteOptions options,
      SessionOptions sessionOptions,
      int tenants,
      int connections,
      IntConsumer opened) {
    LoadTenants all = new LoadTenants(new ArrayList<>(), new ArrayList<>());
    try {
      for (int i = 0; i < connections; i++) {
        all.agents.add(RemoteAgent.connect(address, options));
      }
      for (int i = 0; i < tenants; i++) {
        all.sessions.add(all.agents.get(i % connections).openSession(sessionOptions));
        opened.accept(i + 1);
      }
      return all;
    } catch (RuntimeException e) {
      all.close();
      throw e;
    }
  }

  @Override
  public void close() {
    // Sessions end with their connections. Ended one by one first, they would take as many calls.
    agents.forEach(RemoteAgent::close);
    sessions.forEach(Session::close);
  }
}
