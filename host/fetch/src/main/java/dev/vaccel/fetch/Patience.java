package dev.vaccel.fetch;

import java.time.Duration;

/**
 * How long servers are waited for.
 *
 * @param connect longest time until there is a connection
 * @param silence longest time without a further byte, also before the first one
 */
public record Patience(Duration connect, Duration silence) {
  /** Half a minute, and a minute: a slow server may take its time, a silent one not. */
  public static final Patience USUAL = new Patience(Duration.ofSeconds(30), Duration.ofMinutes(1));
}
