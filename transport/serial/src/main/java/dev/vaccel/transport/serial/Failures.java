package dev.vaccel.transport.serial;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.TransportException;
import dev.vaccel.posix.Endpoint;
import dev.vaccel.wire.spi.Address;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What callers and operators read when an address cannot be used. */
final class Failures {
  private Failures() {}

  /**
   * The path of an address.
   *
   * @throws ConfigException if it is none that a socket can have
   */
  static String path(Address address) {
    String path = address.location();
    int bytes = path.getBytes(StandardCharsets.UTF_8).length;
    if (!path.startsWith("/")
        || path.endsWith("/")
        || path.indexOf('\0') >= 0
        || bytes > Endpoint.MAX_UNIX_NAME_BYTES) {
      throw new ConfigException(
          ErrorCode.INVALID_CONFIG,
          "address '"
              + address
              + "': expected serial:///path, a path of at most "
              + Endpoint.MAX_UNIX_NAME_BYTES
              + " bytes: of a virtio port in a guest, of the VMM's socket on its host");
    }
    return path;
  }

  /**
   * An address that cannot be reached.
   *
   * @param what the kernel's or peer's answer
   * @param spentNs the time it took
   * @param why what it means and what would work
   */
  static TransportException unreachable(
      Address address, String what, long spentNs, String why, @Nullable Throwable cause) {
    double millis = spentNs / 1e6;
    String spent =
        millis < 1000
            ? String.format(Locale.ROOT, "%.1f ms", millis)
            : String.format(Locale.ROOT, "%.1f s", millis / 1000);
    return new TransportException(
        ErrorCode.UNREACHABLE,
        "cannot reach " + address + " (" + what + " after " + spent + "): " + why,
        cause);
  }
}
