package dev.vaccel.transport.socket;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.posix.Endpoint;
import dev.vaccel.wire.spi.Address;
import java.nio.charset.StandardCharsets;

/** Reads the location of a {@code unix} address. */
final class UnixLocation {
  private UnixLocation() {}

  /**
   * The endpoint: {@code /path} or {@code @name}.
   *
   * @throws ConfigException if the path is relative, or path or name are empty or too long
   */
  static Endpoint parse(Address address) {
    String location = address.location();
    boolean isAbstract = location.startsWith("@");
    String name = isAbstract ? location.substring(1) : location;
    if (!isAbstract && !location.startsWith("/")) {
      throw invalid(address, "expected an absolute path: " + address.scheme() + ":///" + location);
    }
    if (name.indexOf('\0') >= 0) {
      throw invalid(address, "a zero byte cannot be part of it");
    }
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    if (bytes == 0 || bytes > Endpoint.MAX_UNIX_NAME_BYTES) {
      String what = isAbstract ? "name" : "path";
      throw invalid(
          address,
          "its "
              + what
              + " has "
              + bytes
              + " bytes, expected 1 to "
              + Endpoint.MAX_UNIX_NAME_BYTES
              + " (a limit of the kernel); use a shorter "
              + what);
    }
    return isAbstract ? new Endpoint.UnixAbstract(name) : new Endpoint.UnixPath(name);
  }

  private static ConfigException invalid(Address address, String why) {
    return new ConfigException(ErrorCode.INVALID_CONFIG, "address '" + address + "': " + why);
  }
}
