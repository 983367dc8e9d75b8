package dev.vaccel.runtime;

import dev.vaccel.api.Session;
import dev.vaccel.wire.spi.Address;

/**
 * Entry point for applications:
 *
 * <pre>{@code
 * try (Session session = Vaccel.open()) {
 *   ResourceId model = session.register(Path.of("shapes"));
 *   List<Label> labels = session.api(ImageApi.class).classify(model, image, 3);
 * }
 * }</pre>
 */
public final class Vaccel {
  /** Environment variable with the address of the agent. */
  public static final String ADDRESS_VARIABLE = "VACCEL_ADDRESS";

  /** The name that upstream vAccel uses for it; honoured where ours is not set. */
  public static final String UPSTREAM_ADDRESS_VARIABLE = "VACCEL_RPC_ADDRESS";

  private Vaccel() {}

  /**
   * Opens a session in the agent that {@link #ADDRESS_VARIABLE} names, or on the back ends of this
   * process where it is not set. Closing the session closes the connection or back ends too.
   *
   * @throws dev.vaccel.api.TransportException if the agent does not answer; never falls back
   */
  public static Session open() {
    String address = System.getenv(ADDRESS_VARIABLE);
    if (address == null || address.isEmpty()) {
      address = System.getenv(UPSTREAM_ADDRESS_VARIABLE);
    }
    return address == null || address.isEmpty() ? local() : connect(address);
  }

  /** Opens a session in the agent at an address, over a connection of its own. */
  public static Session connect(String address) {
    return connect(address, RemoteOptions.DEFAULT, SessionOptions.DEFAULT);
  }

  /** As {@link #connect(String)}, with options. */
  public static Session connect(
      String address, RemoteOptions options, SessionOptions sessionOptions) {
    RemoteAgent agent = RemoteAgent.connect(Address.parse(address), options);
    try {
      return RemoteSession.open(agent, sessionOptions, true);
    } catch (RuntimeException e) {
      agent.close();
      throw e;
    }
  }

  /** Opens a session on the back ends of this process, which close with it. */
  public static Session local() {
    LocalRuntime runtime = LocalRuntime.open();
    return new OwningSession(runtime.openSession(), runtime);
  }
}
