package dev.vaccel.backend.blas;

import dev.vaccel.api.spi.Backend;
import dev.vaccel.api.spi.BackendSession;
import dev.vaccel.api.spi.Device;
import dev.vaccel.api.spi.SessionContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What all sessions share: the library, if there is one. Thread-safe. */
final class BlasBackend implements Backend {
  private final @Nullable CblasLibrary library;
  private final String version;

  BlasBackend(LibrarySearch.Outcome found) {
    this.library = found.library();
    this.version = found.version();
  }

  @Override
  public String version() {
    return version;
  }

  @Override
  public List<Device> devices() {
    return List.of(Device.CPU);
  }

  @Override
  public BackendSession openSession(SessionContext context) {
    return new BlasSession(
        library == null ? new JavaGemm(FusedArithmetic.AVAILABLE) : new NativeGemm(library));
  }

  /** Frees nothing: see {@link LibrarySearch} for why a library stays loaded. */
  @Override
  public void close() {}
}
