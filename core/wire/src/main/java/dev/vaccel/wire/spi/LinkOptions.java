package dev.vaccel.wire.spi;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a link or listener.
 *
 * @param connectTimeout longest time for reaching the peer, TLS handshake included
 * @param key own private key and certificate: a PKCS12 file, or a PEM file that holds both; null:
 *     none (a tls listener needs one)
 * @param trust certificates of accepted peers or their authority, PEM or PKCS12; null: the JDK's
 *     for a client, no client certificate asked for by a listener
 * @param password of PKCS12 files; null: none
 * @param allowRemote whether a tcp listener without tls may bind to an address other than loopback
 * @param rings whether links of one machine may go through rings in shared memory
 */
public record LinkOptions(
    Duration connectTimeout,
    @Nullable Path key,
    @Nullable Path trust,
    @Nullable String password,
    boolean allowRemote,
    boolean rings) {
  /** Five seconds, no key, no trust, loopback only, rings where both sides can. */
  public static final LinkOptions DEFAULT =
      new LinkOptions(Duration.ofSeconds(5), null, null, null, false, true);

  /** These options with a key and trusted certificates. */
  public LinkOptions withTls(
      @Nullable Path newKey, @Nullable Path newTrust, @Nullable String newPassword) {
    return new LinkOptions(connectTimeout, newKey, newTrust, newPassword, allowRemote, rings);
  }

  /** These options with another time limit for connecting. */
  public LinkOptions withConnectTimeout(Duration newTimeout) {
    return new LinkOptions(newTimeout, key, trust, password, allowRemote, rings);
  }

  /** These options, listening beyond loopback allowed. */
  public LinkOptions withRemoteAllowed() {
    return new LinkOptions(connectTimeout, key, trust, password, true, rings);
  }

  /** These options, all bytes over the socket. */
  public LinkOptions withoutRings() {
    return new LinkOptions(connectTimeout, key, trust, password, allowRemote, false);
  }

  /** Hides the password. */
  @Override
  public String toString() {
    return "LinkOptions[connectTimeout="
        + connectTimeout
        + ", key="
        + key
        + ", trust="
        + trust
        + ", allowRemote="
        + allowRemote
        + ", rings="
        + rings
        + "]";
  }
}
