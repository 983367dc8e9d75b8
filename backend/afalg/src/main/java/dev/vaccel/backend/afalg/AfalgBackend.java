package dev.vaccel.backend.afalg;

import dev.vaccel.api.crypto.spi.CryptoSession;
import dev.vaccel.api.spi.Backend;
import dev.vaccel.api.spi.BackendSession;
import dev.vaccel.api.spi.Device;
import dev.vaccel.api.spi.SessionContext;
import java.util.List;

/** What all sessions share: nothing; the kernel keeps what is a session's by its sockets. */
final class AfalgBackend implements Backend {
  @Override
  public String version() {
    return System.getProperty("os.name") + " " + System.getProperty("os.version");
  }

  @Override
  public List<Device> devices() {
    return List.of(Device.CPU);
  }

  @Override
  public BackendSession openSession(SessionContext context) {
    return new CryptoSession("afalg", context, new KernelEngine());
  }

  @Override
  public void close() {}
}
