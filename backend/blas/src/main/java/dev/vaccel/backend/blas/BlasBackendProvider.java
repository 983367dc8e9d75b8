package dev.vaccel.backend.blas;

import dev.vaccel.api.BlasApi;
import dev.vaccel.api.ConfigException;
import dev.vaccel.api.spi.Backend;
import dev.vaccel.api.spi.BackendProvider;
import dev.vaccel.api.spi.BackendSettings;
import dev.vaccel.api.spi.Capability;
import java.util.List;

/**
 * Entry point of the back end {@code blas}. Always opens: without a library it computes in plain
 * Java, and its version says so and why. Settings:
 *
 * <ul>
 *   <li>{@code library}: path or name of a CBLAS library; {@code java}: use none. Default: {@link
 *       LibrarySearch}
 *   <li>{@code threads}: threads that one product may use, 1 to 1024, default 1; for the whole
 *       process, and not for plain Java, which has one
 *   <li>{@code cache}: directory to unpack a library from a jar into; default {@code vaccel} below
 *       the user's cache directory
 * </ul>
 */
public final class BlasBackendProvider implements BackendProvider {
  /** For {@link java.util.ServiceLoader}. */
  public BlasBackendProvider() {}

  @Override
  public String name() {
    return "blas";
  }

  @Override
  public String summary() {
    return "matrix products on OpenBLAS, else in plain Java";
  }

  @Override
  public int preference() {
    return 50;
  }

  @Override
  public List<Capability> capabilities() {
    return List.of(Capability.all(BlasApi.class));
  }

  /**
   * Looks for a library and opens the back end.
   *
   * @throws ConfigException if a setting cannot be used, such as a {@code library} that does not
   *     load: who names one does not want another
   */
  @Override
  public Backend open(BackendSettings settings) {
    return new BlasBackend(LibrarySearch.run(settings));
  }
}
