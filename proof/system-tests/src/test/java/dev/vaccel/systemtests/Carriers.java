package dev.vaccel.systemtests;

import dev.vaccel.api.Session;
import dev.vaccel.runtime.RemoteOptions;
import dev.vaccel.runtime.SessionOptions;
import dev.vaccel.runtime.Vaccel;
import dev.vaccel.wire.spi.LinkOptions;

/** What names of carriers mean in tests: {@code unix:} sockets alone, {@code shm+unix:} rings. */
final class Carriers {
  private Carriers() {}

  static RemoteOptions options(String address) {
    return address.startsWith("unix:")
        ? new RemoteOptions(LinkOptions.DEFAULT.withoutRings(), "")
        : RemoteOptions.DEFAULT;
  }

  /** A session over a connection of its own. */
  static Session connect(String address) {
    return Vaccel.connect(address, options(address), SessionOptions.DEFAULT);
  }
}
