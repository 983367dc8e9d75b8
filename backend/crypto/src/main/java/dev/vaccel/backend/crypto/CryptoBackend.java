package dev.vaccel.backend.crypto;

import dev.vaccel.api.crypto.spi.CryptoSession;
import dev.vaccel.api.spi.Backend;
import dev.vaccel.api.spi.BackendSession;
import dev.vaccel.api.spi.Device;
import dev.vaccel.api.spi.SessionContext;
import java.util.List;

/** What all sessions share: nothing. Thread-safe. */
final class CryptoBackend implements Backend {
  @Override
  public String version() {
    return "JDK " + Runtime.version();
  }

  @Override
  public List<Device> devices() {
    return List.of(Device.CPU);
  }

  @Override
  public BackendSession openSession(SessionContext context) {
    return new CryptoSession("crypto", context, new JdkEngine());
  }

  @Override
  public void close() {}
}
