package dev.vaccel.transport.socket;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.TransportException;
import dev.vaccel.posix.SystemCallException;
import dev.vaccel.wire.spi.Address;
import org.jspecify.annotations.Nullable;

/** What callers and operators read when an address cannot be used. */
final class Failures {
  private Failures() {}

  /**
   * An address that cannot be reached.
   *
   * @param what the kernel's or peer's answer
   * @param why what it means and what would work
   */
  static TransportException unreachable(
      Address address, Stopwatch watch, String what, String why, @Nullable Throwable cause) {
    return new TransportException(
        ErrorCode.UNREACHABLE,
        "cannot reach " + address + " (" + what + " after " + watch.spent() + "): " + why,
        cause);
  }

  /**
   * An address that cannot be listened on.
   *
   * @param why what the failure means and what would work
   */
  static ConfigException cannotListen(Address address, SystemCallException failure, String why) {
    return new ConfigException(
        ErrorCode.INVALID_CONFIG,
        "cannot listen on " + address + " (" + failure.symbol() + "): " + why,
        failure);
  }
}
