package dev.vaccel.backend.exec;

import dev.vaccel.api.ExecApi;
import dev.vaccel.api.spi.BackendSession;

/** One session's share: its loaded libraries. Calls come one at a time. */
final class ExecSession implements BackendSession {
  private final ExecOperations operations;
  private boolean closed;

  ExecSession(ExecOperations operations) {
    this.operations = operations;
  }

  @Override
  public <T> T api(Class<T> api) {
    if (closed) {
      throw ExecErrors.closed();
    }
    if (api != ExecApi.class) {
      throw ExecErrors.unknownApi(api);
    }
    return api.cast(operations);
  }

  @Override
  public void close() {
    closed = true;
    operations.close();
  }
}
