package dev.vaccel.agent;

import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.ResourceException;
import java.util.HashMap;
import java.util.Map;

/**
 * Connections that have not said HELLO, by who they are: whoever connects and says nothing takes
 * neither all threads nor all descriptors. Thread-safe.
 */
final class Handshakes {
  private final int most;
  private final Map<String, Integer> pending = new HashMap<>();

  /**
   * Nobody yet.
   *
   * @param most of one name at the same time
   */
  Handshakes(int most) {
    this.most = most;
  }

  /**
   * Counts one.
   *
   * @throws ResourceException EXHAUSTED, with nothing counted, if there are too many
   */
  synchronized void begin(String name) {
    int now = pending.getOrDefault(name, 0);
    if (now >= most) {
      throw new ResourceException(
          ErrorCode.EXHAUSTED, "too many connections without HELLO: " + now + " of " + name);
    }
    pending.put(name, now + 1);
  }

  /** Ends what {@link #begin} began. */
  synchronized void end(String name) {
    pending.computeIfPresent(name, (_, now) -> now == 1 ? null : now - 1);
  }
}
