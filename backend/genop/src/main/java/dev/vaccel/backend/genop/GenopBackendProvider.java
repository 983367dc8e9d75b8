package dev.vaccel.backend.genop;

import dev.vaccel.api.ConfigException;
import dev.vaccel.api.ErrorCode;
import dev.vaccel.api.exec.GenopApi;
import dev.vaccel.api.spi.Backend;
import dev.vaccel.api.spi.BackendProvider;
import dev.vaccel.api.spi.BackendSettings;
import dev.vaccel.api.spi.Capability;
import java.util.List;

/**
 * Entry point of the back end {@code genop}. Setting {@code exec}: whether what runs its caller's
 * code (exec, exec-typed, program) may be reached by its number ({@code true}, {@code false};
 * default {@code false}): there the agent's own switch for it does not reach.
 */
public final class GenopBackendProvider implements BackendProvider {
  /** For {@link java.util.ServiceLoader}. */
  public GenopBackendProvider() {}

  @Override
  public String name() {
    return "genop";
  }

  @Override
  public String summary() {
    return "maps numbers, upstream's and our own, to the operations here";
  }

  @Override
  public int preference() {
    return 50;
  }

  @Override
  public List<Capability> capabilities() {
    return List.of(Capability.all(GenopApi.class));
  }

  @Override
  public Backend open(BackendSettings settings) {
    String exec = settings.text("exec", "false");
    if (!exec.equals("true") && !exec.equals("false")) {
      throw new ConfigException(
          ErrorCode.INVALID_CONFIG, "exec=" + exec + ": expected true or false");
    }
    return new GenopBackend(exec.equals("true"));
  }
}
