package dev.vaccel.backend.afalg;

import dev.vaccel.api.UnsupportedException;
import dev.vaccel.api.crypto.CryptoApi;
import dev.vaccel.api.spi.Backend;
import dev.vaccel.api.spi.BackendProvider;
import dev.vaccel.api.spi.BackendSettings;
import dev.vaccel.api.spi.Capability;
import java.util.List;

/** Entry point of the back end {@code afalg}. Has no settings. */
public final class AfalgBackendProvider implements BackendProvider {
  /** For {@link java.util.ServiceLoader}. */
  public AfalgBackendProvider() {}

  @Override
  public String name() {
    return "afalg";
  }

  @Override
  public String summary() {
    return "AES and SHA-2 by the Linux kernel and its engines";
  }

  /**
   * Below {@code crypto}: a system call for each piece is dearer than the same instructions here.
   */
  @Override
  public int preference() {
    return 40;
  }

  @Override
  public List<Capability> capabilities() {
    return List.of(Capability.all(CryptoApi.class));
  }

  /**
   * Opens the back end: encrypts a block and looks at the answer. Algorithms that this kernel lacks
   * are found when they are asked for.
   *
   * @throws UnsupportedException if there is no AF_ALG or it computes something else
   */
  @Override
  public Backend open(BackendSettings settings) {
    KernelProbe.require();
    return new AfalgBackend();
  }
}
