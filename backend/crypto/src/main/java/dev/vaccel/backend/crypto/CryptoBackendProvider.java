package dev.vaccel.backend.crypto;

import dev.vaccel.api.UnsupportedException;
import dev.vaccel.api.crypto.CryptoApi;
import dev.vaccel.api.spi.Backend;
import dev.vaccel.api.spi.BackendProvider;
import dev.vaccel.api.spi.BackendSettings;
import dev.vaccel.api.spi.Capability;
import java.util.List;

/** Entry point of the back end {@code crypto}. Has no settings. */
public final class CryptoBackendProvider implements BackendProvider {
  /** For {@link java.util.ServiceLoader}. */
  public CryptoBackendProvider() {}

  @Override
  public String name() {
    return "crypto";
  }

  @Override
  public String summary() {
    return "AES and SHA-2 with the processor's instructions for them";
  }

  @Override
  public int preference() {
    return 60;
  }

  @Override
  public List<Capability> capabilities() {
    return List.of(Capability.all(CryptoApi.class));
  }

  /**
   * Opens the back end.
   *
   * @throws UnsupportedException if this JDK lacks an algorithm
   */
  @Override
  public Backend open(BackendSettings settings) {
    JdkAlgorithms.requireAll();
    return new CryptoBackend();
  }
}
