package dev.vaccel.backend.exec;

import dev.vaccel.api.ExecApi;
import dev.vaccel.api.UnsupportedException;
import dev.vaccel.api.exec.TypedExecApi;
import dev.vaccel.api.spi.Backend;
import dev.vaccel.api.spi.BackendProvider;
import dev.vaccel.api.spi.BackendSettings;
import dev.vaccel.api.spi.Capability;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Entry point of the back end {@code exec}. Settings: {@link ExecSettings}. */
public final class ExecBackendProvider implements BackendProvider {
  /** For {@link java.util.ServiceLoader}. */
  public ExecBackendProvider() {}

  @Override
  public String name() {
    return "exec";
  }

  @Override
  public String summary() {
    return "calls functions of a library that the caller brings";
  }

  @Override
  public int preference() {
    return 50;
  }

  @Override
  public List<Capability> capabilities() {
    return List.of(Capability.all(ExecApi.class), Capability.all(TypedExecApi.class));
  }

  /**
   * Opens the back end.
   *
   * @throws UnsupportedException if this JVM denies native calls to this module
   */
  @Override
  public Backend open(BackendSettings settings) {
    ExecSettings known = ExecSettings.of(settings);
    probeNativeAccess();
    return new ExecBackend(known);
  }

  /**
   * Here and not in the bindings, where a denial would surface as a class that cannot be loaded.
   */
  @SuppressWarnings("restricted")
  private static void probeNativeAccess() {
    try {
      var _ = MemorySegment.NULL.reinterpret(0);
    } catch (IllegalCallerException e) {
      throw ExecErrors.noNativeAccess(e);
    }
  }
}
