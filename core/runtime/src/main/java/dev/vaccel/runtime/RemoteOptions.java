package dev.vaccel.runtime;

import dev.vaccel.wire.spi.LinkOptions;

/**
 * How an agent is reached.
 *
 * @param link settings of the transport
 * @param credential what proves the client beyond its transport; empty: nothing
 */
public record RemoteOptions(LinkOptions link, String credential) {
  /** Default link settings, no credential. */
  public static final RemoteOptions DEFAULT = new RemoteOptions(LinkOptions.DEFAULT, "");

  /** Hides the credential. */
  @Override
  public String toString() {
    return "RemoteOptions[link=" + link + "]";
  }
}
