package dev.vaccel.backend.noop;

import dev.vaccel.api.NoopApi;
import dev.vaccel.api.spi.Backend;
import dev.vaccel.api.spi.BackendProvider;
import dev.vaccel.api.spi.BackendSettings;
import dev.vaccel.api.spi.Capability;
import java.util.List;

/** Entry point of the back end {@code noop}. Always available; has no settings. */
public final class NoopBackendProvider implements BackendProvider {
  /** For {@link java.util.ServiceLoader}. */
  public NoopBackendProvider() {}

  @Override
  public String name() {
    return "noop";
  }

  @Override
  public String summary() {
    return "computes nothing: measures and checks the path itself";
  }

  /** The lowest: whatever else has these operations is meant. */
  @Override
  public int preference() {
    return 0;
  }

  @Override
  public List<Capability> capabilities() {
    return List.of(Capability.all(NoopApi.class));
  }

  @Override
  public Backend open(BackendSettings settings) {
    return new NoopBackend();
  }
}
