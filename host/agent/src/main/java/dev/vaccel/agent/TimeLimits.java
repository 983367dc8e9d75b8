package dev.vaccel.agent;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import java.time.Duration;

/**
 * How long an agent waits for guests, and for what cannot be stopped.
 *
 * @param handshake from accepting a connection until its HELLO is complete, TLS included; then it
 *     is dropped
 * @param stalled how long one write to a guest (a frame and at most 1 MiB of bulk) may wait for the
 *     guest to read; then its connection is dropped
 * @param closing how long {@link Agent#close} waits for calls that run; then they are left behind
 */
public record TimeLimits(Duration handshake, Duration stalled, Duration closing) {
  private static final Duration MOST = Duration.ofDays(365);

  /** 10 s for a handshake, 60 s for a guest that does not read, 10 s for closing. */
  public static final TimeLimits DEFAULT =
      new TimeLimits(Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofSeconds(10));

  /** Checks that each leaves some time. */
  public TimeLimits {
    check("handshake", handshake);
    check("stalled guests", stalled);
    check("closing", closing);
  }

  private static void check(String name, Duration value) {
    if (value.toMillis() < 1 || value.compareTo(MOST) > 0) {
      throw new ConfigException(
          ErrorCode.INVALID_CONFIG,
          "time limit of " + name + " " + value + ": expected 1 ms to " + MOST.toDays() + " days");
    }
  }

  /** These limits with another time for handshakes. */
  public TimeLimits withHandshake(Duration newHandshake) {
    return new TimeLimits(newHandshake, stalled, closing);
  }

  /** These limits with another time for guests that do not read. */
  public TimeLimits withStalled(Duration newStalled) {
    return new TimeLimits(handshake, newStalled, closing);
  }

  /** These limits with another time for closing. */
  public TimeLimits withClosing(Duration newClosing) {
    return new TimeLimits(handshake, stalled, newClosing);
  }
}
