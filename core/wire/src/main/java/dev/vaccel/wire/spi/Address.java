package dev.vaccel.wire.spi;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;

/**
 * Where an agent listens: {@code unix:///path}, {@code unix:@abstract}, {@code tcp://host:port},
 * {@code tls://host:port}, ... What follows the scheme is the transport's to read.
 *
 * @param scheme part before the first colon, lower case
 * @param location part after {@code scheme:}, with {@code //} removed from its start
 */
public record Address(String scheme, String location) {
  /** The forms that exist, for messages. */
  public static final String FORMS =
      "unix:///path, unix:@name, shm+unix:///path, tcp://host:port, tls://host:port, or for a"
          + " virtual machine vhost-user:///path, hvsock:///path#port (* for all sandboxes),"
          + " vsock://cid:port or serial:///path";

  /**
   * Reads an address.
   *
   * @throws ConfigException naming the forms that exist
   */
  public static Address parse(String text) {
    int colon = text.indexOf(':');
    String rest = colon < 0 ? "" : text.substring(colon + 1);
    String location = rest.startsWith("//") ? rest.substring(2) : rest;
    if (colon < 1 || location.isEmpty()) {
      throw new ConfigException(
          ErrorCode.INVALID_CONFIG, "address '" + text + "': expected " + FORMS);
    }
    return new Address(text.substring(0, colon).toLowerCase(java.util.Locale.ROOT), location);
  }

  /** The text form, {@link #parse}able. */
  @Override
  public String toString() {
    return location.startsWith("@") ? scheme + ":" + location : scheme + "://" + location;
  }
}
