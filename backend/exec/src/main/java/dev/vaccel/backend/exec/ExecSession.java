package dev.vaccel.backend.exec;

import dev.vaccel.api.ExecApi;
import dev.vaccel.api.exec.TypedExecApi;
import dev.vaccel.api.spi.BackendSession;

/** One session's share: its loaded libraries. Calls come one at a time. */
final class ExecSession implements BackendSession {
  private final Libraries libraries;
  private final ExecOperations operations;
  private final TypedOperations typedOperations;

  ExecSession(Libraries libraries, ExecSettings settings) {
    this.libraries = libraries;
    this.operations = new ExecOperations(libraries, settings);
    this.typedOperations = new TypedOperations(libraries, settings);
  }

  @Override
  public <T> T api(Class<T> api) {
    libraries.requireOpen();
    if (api == ExecApi.class) {
      return api.cast(operations);
    }
    if (api == TypedExecApi.class) {
      return api.cast(typedOperations);
    }
    throw ExecErrors.unknownApi(api);
  }

  @Override
  public void close() {
    libraries.close();
  }
}
