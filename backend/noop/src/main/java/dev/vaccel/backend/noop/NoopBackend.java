package dev.vaccel.backend.noop;

import dev.vaccel.api.spi.Backend;
import dev.vaccel.api.spi.BackendSession;
import dev.vaccel.api.spi.Device;
import dev.vaccel.api.spi.SessionContext;
import java.util.List;

/** What all sessions share: nothing. Thread-safe. */
final class NoopBackend implements Backend {
  @Override
  public String version() {
    return "built in";
  }

  @Override
  public List<Device> devices() {
    return List.of(Device.CPU);
  }

  @Override
  public BackendSession openSession(SessionContext context) {
    return new NoopSession();
  }

  @Override
  public void close() {}
}
