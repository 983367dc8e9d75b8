package dev.vaccel.benchmarks;

import dev.vaccel.api.ResourceId;
import dev.vaccel.api.spi.BackendProvider;
import dev.vaccel.api.spi.BackendSettings;
import dev.vaccel.api.spi.SessionContext;
import java.nio.file.Path;
import java.util.ServiceLoader;

/** The object that a back end computes with, without any runtime around it: the baseline. */
final class DirectBackend implements SessionContext {
  private DirectBackend() {}

  static <T> T api(String backend, Class<T> api) {
    for (BackendProvider provider : ServiceLoader.load(BackendProvider.class)) {
      if (provider.name().equals(backend)) {
        return provider.open(BackendSettings.NONE).openSession(new DirectBackend()).api(api);
      }
    }
    throw new IllegalStateException("no back end " + backend + " on the class path");
  }

  @Override
  public Path resource(ResourceId id) {
    throw new UnsupportedOperationException("no resources here");
  }

  @Override
  public <T> T api(Class<T> api) {
    throw new UnsupportedOperationException("no other API here");
  }

  @Override
  public long newHandle() {
    throw new UnsupportedOperationException("no handles here");
  }

  @Override
  public void dropHandle(long handle) {}
}
